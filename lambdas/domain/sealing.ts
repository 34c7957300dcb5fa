import { withAlert, withSteadyEnd } from './alert.ts'
import { asApproved } from './approvals.ts'
import { canonical } from './canonical.ts'
import {
  bodyBytes,
  bodyOf,
  type Draft,
  type Entry,
  eventForm,
  MAX_ENTRY_BYTES,
  NO_PREVIOUS,
  seal,
} from './entry.ts'
import { isEnding, type LedgerEvent } from './event.ts'
import { evolve } from './evolve.ts'
import { laterOf } from './instant.ts'
import { NOTHING_YET, type State } from './state.ts'

/** An entry and the state after it: what the ledger keeps as one item. */
export interface Sealed {
  readonly entry: Entry
  readonly state: State
}

/**
 * Seals the events of one observation behind `head`: usually one entry, more where 60,000 bytes do not hold them.
 * Each is a valid step by itself, so a crash between two leaves a true ledger, and the next poll records the rest.
 */
export function sealAll(head: Sealed | undefined, draft: Draft): readonly Sealed[] {
  const sealed: Sealed[] = []
  let rest = draft.events
  let before = head
  while (rest.length > 0) {
    const step = sealSome(before, { ...draft, events: rest })
    sealed.push(step.sealed)
    before = step.sealed
    rest = step.rest
  }
  return sealed
}

// Nearly all observations are far from the bound: of so few events the entry is written first, and measured then.
const FEW = 50

function sealSome(head: Sealed | undefined, draft: Draft): { sealed: Sealed; rest: readonly LedgerEvent[] } {
  if (draft.events.length <= FEW) {
    const whole = sealUpTo(Number.POSITIVE_INFINITY, head, draft)
    if (bodyBytes(whole.sealed.entry.body) <= MAX_ENTRY_BYTES) return whole
  }
  const some = sealUpTo(MAX_ENTRY_BYTES, head, draft)
  if (bodyBytes(some.sealed.entry.body) > MAX_ENTRY_BYTES)
    throw new Error(`${draft.ledger}: one event is larger than an entry may be`)
  return some
}

function sealUpTo(
  mostBytes: number,
  head: Sealed | undefined,
  draft: Draft,
): { sealed: Sealed; rest: readonly LedgerEvent[] } {
  const isMeasured = Number.isFinite(mostBytes)
  const state = head?.state ?? NOTHING_YET
  // As `seal` will have it: what is approved for a time is judged by the time that the entry says.
  const at = head === undefined ? draft.at : laterOf(draft.at, head.entry.at)
  const place = { ledger: draft.ledger, seq: (head?.entry.seq ?? 0) + 1, epoch: draft.epoch }
  const events: LedgerEvent[] = []
  let bytes = isMeasured ? emptyBytes(draft) : 0
  let taken = 0
  let between = state
  for (const drafted of draft.events) {
    const event = asApproved(placed(drafted, between), between, at)
    const group = withAlert(event, between, place).map((one) => withSteadyEnd(one, draft.at))
    const more = isMeasured ? group.reduce((sum, one) => sum + eventBytes(one), 0) : 0
    if (taken > 0 && bytes + more > mostBytes) break
    events.push(...group)
    bytes += more
    taken += 1
    between = evolve(between, content(draft, place.seq, group))
  }
  const rest = draft.events.slice(taken)
  const entry = seal(head?.entry, { ...draft, events: rest.length > 0 ? unfinished(events) : events })
  return { sealed: { entry, state: evolve(state, entry) }, rest }
}

/** An ending names the entry that recorded its checkpoint: which one that is, is known only where entries are numbered. */
function placed(event: LedgerEvent, { listed }: State): LedgerEvent {
  const known = isEnding(event.kind) ? listed.find(({ uuid }) => uuid === event.uuid) : undefined
  if (known === undefined) return event
  return { ...event, data: { ...event.data, recorded_seq: String(known.recordedSeq) } }
}

/** Marks a first sight that goes on in the next entry, so that its rest is not taken for news. */
function unfinished(events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  // Behind it may stand the alert that it raised.
  const i = events.findLastIndex(({ kind }) => !kind.startsWith('alert-'))
  const last = events[i]
  return last?.data['baseline'] === true
    ? events.with(i, { ...last, data: { ...last.data, more: true } })
    : events
}

function content(draft: Draft, seq: number, events: readonly LedgerEvent[]) {
  return { ...draft, events, seq, prev: NO_PREVIOUS }
}

/** Bytes of the entry around its events; the longest seq is assumed, and room is left for `more`. */
function emptyBytes(draft: Draft): number {
  return bodyBytes(bodyOf(content(draft, Number.MAX_SAFE_INTEGER, []))) + 16
}

/** Bytes that the event adds to its entry: its canonical form, and a comma. */
function eventBytes(event: LedgerEvent): number {
  return bodyBytes(canonical(eventForm(event))) + 1
}
