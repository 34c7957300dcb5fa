import { bornMs, isTimed, type Uuid } from './checkpoint.ts'
import { SIZES_REMEMBERED } from './comparing/size-drop.ts'
import type { Content } from './entry.ts'
import type { LedgerEvent } from './event.ts'
import { checkpointIn, instantIn, optionalTextIn, textIn } from './event-data.ts'
import { type Instant, parseInstant, unixMs } from './instant.ts'
import type { Listed, Making, State } from './state.ts'

/** What is recorded, seen again, changed and begun anew changes in the state (state.ts). */

/** What the source says has begun anew: nothing of before is measured against, and no condition goes on. */
export function begunAnew(state: State): State {
  return {
    ...state,
    observed: true,
    forerunner: null,
    latest: null,
    making: null,
    sizes: [],
    stale: null,
  }
}

// A UUID from the far future, of a broken clock, must not become the mark behind which every later one is out of order.
const CLOCKS_DIFFER_MS = 86_400_000

/** Whether the UUID carries a time that recordings can be put in order by. */
export function isOrderly(uuid: Uuid, at: Instant): boolean {
  const atMs = bornMs(uuid)
  return atMs !== undefined && atMs <= unixMs(at) + CLOCKS_DIFFER_MS
}

export function recorded(state: State, event: LedgerEvent, entry: Content): State {
  const checkpoint = checkpointIn(event)
  const { uuid } = checkpoint
  const inOrder = isOrderly(uuid, entry.at) && (state.newest === null || uuid > state.newest.uuid)
  const before = state.forerunner
  return {
    ...(inOrder ? { ...state, newest: checkpoint } : withLate(state, entry.seq)),
    observed: true,
    removed: false,
    latest: checkpoint,
    forerunner: isTimed(uuid) && (before === null || uuid > before.uuid) ? checkpoint : before,
    making: makingIn(event) ?? state.making,
    sizes:
      checkpoint.size === null ? state.sizes : [...state.sizes, checkpoint.size].slice(-SIZES_REMEMBERED),
    listed: placed(state, event, {
      ...checkpoint,
      firstSeenAt: firstSeenIn(event, entry),
      recordedSeq: entry.seq,
    }),
  }
}

/** Behind all others unless the event says before which: an entry means for ever what it meant when it was written. */
function placed({ listed }: State, event: LedgerEvent, one: Listed): readonly Listed[] {
  const behind = optionalTextIn(event, 'listed_before')
  const place = behind === undefined ? -1 : listed.findIndex(({ uuid }) => uuid === behind)
  return place === -1 ? [...listed, one] : listed.toSpliced(place, 0, one)
}

/** Learnt from the pipeline's own feed, it was there before we heard of it. */
function firstSeenIn(event: LedgerEvent, entry: Content): Instant {
  return parseInstant(optionalTextIn(event, 'first_seen_at') ?? '') ?? entry.at
}

/** Absent where the source's list was not had: then what was known stays. */
function makingIn(event: LedgerEvent): Making | null {
  if (event.data['program_version'] === undefined) return null
  return {
    program: optionalTextIn(event, 'program_version'),
    platform: optionalTextIn(event, 'platform_version'),
    deployment: optionalTextIn(event, 'deployment_id'),
  }
}

export function reappeared(state: State, event: LedgerEvent, entry: Content): State {
  const again: Listed = {
    ...checkpointIn(event),
    firstSeenAt: instantIn(event, 'first_seen_at'),
    recordedSeq: Number(textIn(event, 'recorded_seq')),
  }
  return {
    ...withLate(state, entry.seq),
    observed: true,
    removed: false,
    listed: placed(state, event, again),
  }
}

function withLate(state: State, seq: number): State {
  if (state.late?.seq === seq) return state
  return { ...state, late: { seq, before: state.late?.seq ?? 0 } }
}

export function changed(state: State, event: LedgerEvent): State {
  const to = checkpointIn(event, 'to')
  return {
    ...state,
    listed: state.listed.map((known) => (known.uuid === event.uuid ? { ...known, ...to } : known)),
    newest: state.newest?.uuid === event.uuid ? to : state.newest,
    latest: state.latest?.uuid === event.uuid ? to : state.latest,
    forerunner: state.forerunner?.uuid === event.uuid ? to : state.forerunner,
  }
}
