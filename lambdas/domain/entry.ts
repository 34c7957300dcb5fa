import { canonical, sha256Hex } from './canonical.ts'
import { parseUuid, type Uuid } from './checkpoint.ts'
import { type EventData, isEventKind, type LedgerEvent, SEVERITIES, type Severity } from './event.ts'
import { type Instant, laterOf, parseInstant } from './instant.ts'
import { listOf, membersOf, textOf, textOrNullOf } from './json-object.ts'

const ENTRY_VERSION = 'checkpoint-ledger/entry/1'
export const MAX_ENTRY_BYTES = 60_000
export const NO_PREVIOUS = '0'.repeat(64)

/** The events of one observation, before they are sealed. */
export interface Draft {
  readonly at: Instant
  /** Who says so: `recorder`, or the actor of a human action. */
  readonly by: string
  /** The pipeline's Feldera id, or null where it is not known. */
  readonly epoch: string | null
  readonly events: readonly LedgerEvent[]
  /** Names (SHA-256, hex) of the evidence objects cited, oldest first. */
  readonly evidence: readonly string[]
  readonly ledger: string
  readonly run: string | null
}

/** A draft with its place in the chain. */
export interface Content extends Draft {
  readonly seq: number
  readonly prev: string
}

/** A sealed entry: `body` is the exact text whose UTF-8 bytes were hashed. */
export interface Entry extends Content {
  readonly body: string
  readonly hash: string
}

/** Where the next entry belongs. */
export interface Place {
  readonly seq: number
  readonly hash: string
  readonly at: Instant
}

/** Numbers, chains and hashes. `at` never decreases within a ledger, whatever the clock did. */
export function seal(head: Place | undefined, draft: Draft): Entry {
  const content: Content = {
    ...draft,
    at: head === undefined ? draft.at : laterOf(draft.at, head.at),
    seq: (head?.seq ?? 0) + 1,
    prev: head?.hash ?? NO_PREVIOUS,
  }
  const body = bodyOf(content)
  return { ...content, body, hash: entryHash(body) }
}

/** SHA-256(0x00 ‖ bytes): the RFC 6962 leaf hash, so that the chain and the log speak of the same thing. */
export function entryHash(body: string): string {
  return sha256Hex(`\0${body}`)
}

export function bodyOf(content: Content): string {
  return canonical({
    at: content.at,
    by: content.by,
    epoch: content.epoch,
    events: content.events.map(eventForm),
    evidence: content.evidence,
    ledger: content.ledger,
    prev: content.prev,
    run: content.run,
    seq: String(content.seq),
    v: ENTRY_VERSION,
  })
}

export function bodyBytes(body: string): number {
  return Buffer.byteLength(body, 'utf8')
}

/**
 * Reads the exact text of an entry back.
 * Throws where it is not one: the text comes from our own table, so a bad one means that somebody edited the record.
 */
export function openEntry(body: string): Entry {
  const value: unknown = JSON.parse(body)
  const form = membersOf(value, 'entry')
  if (form['v'] !== ENTRY_VERSION) throw new Error(`unknown entry version ${String(form['v'])}`)
  const seq = Number(textOf(form['seq'], 'seq'))
  if (!Number.isSafeInteger(seq) || seq < 1) throw new Error('entry without a valid seq')
  const at = parseInstant(textOf(form['at'], 'at'))
  if (at === undefined) throw new Error('entry without a valid time')
  const entry: Entry = {
    at,
    by: textOf(form['by'], 'by'),
    epoch: textOrNullOf(form['epoch'], 'epoch'),
    events: listOf(form['events'], 'events').map(openEvent),
    evidence: listOf(form['evidence'], 'evidence').map((name) => textOf(name, 'evidence')),
    ledger: textOf(form['ledger'], 'ledger'),
    prev: textOf(form['prev'], 'prev'),
    run: textOrNullOf(form['run'], 'run'),
    seq,
    body,
    hash: entryHash(body),
  }
  if (bodyOf(entry) !== body) throw new Error(`entry ${entry.ledger} ${seq} is not in canonical form`)
  return entry
}

export function eventForm(event: LedgerEvent): EventData {
  const { kind, severity, uuid, data } = event
  return uuid === undefined ? { kind, severity, data } : { kind, severity, uuid, data }
}

function openEvent(value: unknown): LedgerEvent {
  const form = membersOf(value, 'event')
  const kind = textOf(form['kind'], 'kind')
  if (!isEventKind(kind)) throw new Error(`unknown event kind ${kind}`)
  const severity = SEVERITIES.find((known): known is Severity => known === form['severity'])
  if (severity === undefined) throw new Error(`event ${kind} without a severity`)
  // Whether it holds a number shows when the entry's canonical form is made of it: that has none.
  const data = membersOf(form['data'], 'data') as { readonly [key: string]: EventData }
  if (form['uuid'] === undefined) return { kind, severity, data }
  const uuid: Uuid | undefined = parseUuid(textOf(form['uuid'], 'uuid'))
  if (uuid === undefined) throw new Error(`event ${kind} with a broken UUID`)
  return { kind, severity, uuid, data }
}
