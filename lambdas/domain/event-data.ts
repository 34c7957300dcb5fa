import { type CheckpointMetadata, parseUuid } from './checkpoint.ts'
import {
  type EventData,
  type EventKind,
  isEventKind,
  type LedgerEvent,
  SEVERITIES,
  type Severity,
} from './event.ts'
import { type Instant, parseInstant } from './instant.ts'
import { parseU64, type U64 } from './u64.ts'

type Members = { readonly [key: string]: EventData }

/** The five fields of a checkpoint as every event carries them: 64-bit values as decimal text. */
export function fieldsOf(checkpoint: CheckpointMetadata): Members {
  const { fingerprint, size, steps, processed_records, identifier } = checkpoint
  return { fingerprint, size, steps, processed_records, identifier }
}

/** The checkpoint that an event speaks of: its five fields stand in `data`, or under `data[part]`. Throws where they do not. */
export function checkpointIn(event: LedgerEvent, part?: 'from' | 'to'): CheckpointMetadata {
  const fields = part === undefined ? event.data : event.data[part]
  const uuid = event.uuid === undefined ? undefined : parseUuid(event.uuid)
  if (uuid === undefined || !isMembers(fields)) throw new Error(`${event.kind} without its checkpoint`)
  const fingerprint = u64In(fields, 'fingerprint')
  const identifier = fields['identifier'] ?? null
  if (fingerprint === null) throw new Error(`${event.kind} without a fingerprint`)
  if (identifier !== null && typeof identifier !== 'string')
    throw new Error(`${event.kind}: identifier is no text`)
  return {
    uuid,
    identifier,
    fingerprint,
    size: u64In(fields, 'size'),
    steps: u64In(fields, 'steps'),
    processed_records: u64In(fields, 'processed_records'),
  }
}

/** A text that an event of this kind always carries. Throws where it does not. */
export function textIn(event: LedgerEvent, key: string): string {
  const value = event.data[key]
  if (typeof value !== 'string') throw new Error(`${event.kind} without ${key}`)
  return value
}

/** A text that an event may carry. */
export function optionalTextIn(event: LedgerEvent, key: string): string | null {
  const value = event.data[key]
  return typeof value === 'string' ? value : null
}

/** A time that an event of this kind always carries. Throws where it does not. */
export function instantIn(event: LedgerEvent, key: string): Instant {
  const at = parseInstant(textIn(event, key))
  if (at === undefined) throw new Error(`${event.kind}: ${key} is no time`)
  return at
}

/** The kind of the alert that an `alert-…` event speaks of. Throws where it names none. */
export function kindIn(event: LedgerEvent): EventKind {
  const kind = textIn(event, 'kind')
  if (!isEventKind(kind)) throw new Error(`${event.kind} of an unknown kind ${kind}`)
  return kind
}

/** The severity of the alert that an `alert-…` event speaks of. Throws where it names none. */
export function severityIn(event: LedgerEvent): Severity {
  const severity = SEVERITIES.find((known) => known === event.data['severity'])
  if (severity === undefined) throw new Error(`${event.kind} without a severity`)
  return severity
}

function u64In(fields: Members, key: string): U64 | null {
  const value = fields[key] ?? null
  if (value === null) return null
  const exact = typeof value === 'string' ? parseU64(value) : undefined
  if (exact === undefined) throw new Error(`${key} is no 64-bit value`)
  return exact
}

export function isMembers(value: EventData | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
