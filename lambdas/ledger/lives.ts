import { bornAt, isTimed, type Uuid } from '../domain/checkpoint.ts'
import type { Acquaintance } from '../domain/comparing/finding.ts'
import { endedAs, isEnding } from '../domain/event.ts'
import { checkpointIn, instantIn, textIn } from '../domain/event-data.ts'
import { type Instant, unixMs } from '../domain/instant.ts'
import { isOrderly } from '../domain/listed.ts'
import type { Sealed } from '../domain/sealing.ts'
import type { Ledger } from './ledger.ts'
import { entryAt, eventsWith, type Found, firstSeqWhere } from './search.ts'

/** Beginning and end of a checkpoint's life in its ledger. */

/** Where the UUID was first recorded, or undefined where it never was. */
export async function recordingOf(
  ledger: Ledger,
  name: string,
  head: Sealed,
  uuid: Uuid,
): Promise<Found | undefined> {
  const listed = head.state.listed.find((known) => known.uuid === uuid)
  if (listed !== undefined) return recordingIn(await entryAt(ledger, name, listed.recordedSeq), uuid)
  return (await recordedInOrder(ledger, name, head, uuid)) ?? recordedLate(ledger, name, head, uuid)
}

/** The newest ending of the UUID at or after its recording, or undefined where it is listed. */
export async function endingOf(
  ledger: Ledger,
  name: string,
  head: Sealed,
  recording: Found,
): Promise<Found | undefined> {
  const uuid = recording.event.uuid
  if (uuid === undefined || head.state.listed.some((known) => known.uuid === uuid)) return undefined
  const kinds = ['checkpoint-reappeared'] as const
  const downTo = recording.sealed.entry.seq
  const [again] = await eventsWith(
    ledger,
    name,
    { kinds, fromSeq: head.entry.seq, downTo },
    (e) => e.uuid === uuid,
  )
  // From its last appearance on it was listed until it ended, and never again.
  const from = (again?.sealed ?? recording.sealed).entry.seq
  const to = head.entry.seq
  const ended = await firstSeqWhere(
    ledger,
    name,
    { from, to },
    ({ state }) => !state.listed.some((k) => k.uuid === uuid),
  )
  const sealed = await entryAt(ledger, name, ended)
  const event = sealed.entry.events.findLast((e) => e.uuid === uuid && isEnding(e.kind))
  if (event === undefined) throw new Error(`${name} ${ended}: ${uuid} ends without an event`)
  return { sealed, event }
}

const ENTRIES_A_READ = 100

/** Every UUID that was listed at that time, or recorded since. */
export async function recordedSince(
  ledger: Ledger,
  head: Sealed | undefined,
  at: Instant,
): Promise<ReadonlySet<Uuid>> {
  if (head === undefined) return new Set()
  const found = new Set<Uuid>(head.state.listed.map(({ uuid }) => uuid))
  for (let seq = head.entry.seq; seq > 0; ) {
    const entries = await ledger.readBackward(head.entry.ledger, seq, ENTRIES_A_READ)
    for (const { entry, state } of entries) {
      if (entry.at <= at) {
        for (const { uuid } of state.listed) found.add(uuid)
        return found
      }
      for (const { uuid } of entry.events) if (uuid !== undefined) found.add(uuid)
    }
    seq = (entries.at(-1)?.entry.seq ?? 1) - 1
  }
  return found
}

/** What the ledger knows of a UUID that it holds for ended: what `compare` needs to recognise it. */
export async function acquaintance(
  ledger: Ledger,
  head: Sealed | undefined,
  uuid: Uuid,
): Promise<Acquaintance | undefined> {
  if (head === undefined || isNews(head, uuid)) return undefined
  const name = head.entry.ledger
  const recording = await recordingOf(ledger, name, head, uuid)
  const ending = recording === undefined ? undefined : await endingOf(ledger, name, head, recording)
  if (ending === undefined) return undefined
  const { event, sealed } = ending
  return {
    ...checkpointIn(event),
    firstSeenAt: instantIn(event, 'first_seen_at'),
    recordedSeq: Number(textIn(event, 'recorded_seq')),
    ended: endedAs(event),
    endedAt: sealed.entry.at,
    endedSeq: sealed.entry.seq,
  }
}

/** Greater than every UUIDv7 ever recorded: the usual case, and it costs no read. One from the future is not in that order. */
function isNews({ entry, state }: Sealed, uuid: Uuid): boolean {
  return isOrderly(uuid, entry.at) && (state.newest === null || uuid > state.newest.uuid)
}

async function recordedInOrder(
  ledger: Ledger,
  name: string,
  head: Sealed,
  uuid: Uuid,
): Promise<Found | undefined> {
  const { newest } = head.state
  if (!isTimed(uuid) || newest === null || uuid > newest.uuid) return undefined
  // `newest` never decreases: the first entry where it reaches the UUID is the one that recorded it, if it came in order.
  const reaches = ({ state }: Sealed) => state.newest !== null && state.newest.uuid >= uuid
  const seq = await firstSeqWhere(ledger, name, { from: 1, to: head.entry.seq }, reaches)
  return recordingIn(await entryAt(ledger, name, seq), uuid)
}

// A checkpoint is recorded after it was begun; clocks of one deployment differ by less. Several hosts record late every minute:
// without this bound each new one would be looked for among all that ever were.
const BEGUN_BEFORE_RECORDED_MS = 3_600_000

async function recordedLate(
  ledger: Ledger,
  name: string,
  head: Sealed,
  uuid: Uuid,
): Promise<Found | undefined> {
  const born = isOrderly(uuid, head.entry.at) ? bornAt(uuid) : undefined
  // An entry on the chain is its own newest link: its state names the one before.
  for (let seq = head.state.late?.seq ?? 0; seq > 0; ) {
    const sealed = await entryAt(ledger, name, seq)
    const found = recordingIn(sealed, uuid)
    if (found !== undefined) return found
    if (born !== undefined && unixMs(sealed.entry.at) < unixMs(born) - BEGUN_BEFORE_RECORDED_MS)
      return undefined
    seq = sealed.state.late?.before ?? 0
  }
  return undefined
}

function recordingIn(sealed: Sealed, uuid: Uuid): Found | undefined {
  const event = sealed.entry.events.find((e) => e.kind === 'checkpoint-recorded' && e.uuid === uuid)
  return event === undefined ? undefined : { sealed, event }
}
