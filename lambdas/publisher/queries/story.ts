import type { Uuid } from '../../domain/checkpoint.ts'
import { EVENT_KINDS } from '../../domain/event.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { recordingOf } from '../../ledger/lives.ts'
import { entryAt, eventsWith, type Found, firstSeqWhere } from '../../ledger/search.ts'
import { alertEnds } from './alert-ends.ts'
import { type HoldRecord, holdsSince } from './holds.ts'
import { type Life, lifeOf } from './life.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

// Rotation writes one of each for every checkpoint: those of this one are found by its life. A slow poll writes a gap each time,
// and that names no checkpoint. What becomes of an alert may come long after the checkpoint's life, and is found by the alert.
const NOT_IN_PASSING = [
  'checkpoint-recorded',
  'checkpoint-retired',
  'coverage-gap',
  'run-completed',
  'alert-acknowledged',
  'alert-resolved',
] as const
const IN_PASSING = EVENT_KINDS.filter((kind) => !NOT_IN_PASSING.some((one) => one === kind))

interface Story {
  readonly life: Life
  readonly holds: readonly HoldRecord[]
  /** Oldest first. */
  readonly events: readonly Found[]
}

/** One checkpoint's life with every event that names it, oldest first; undefined where it was never recorded. */
export async function storyOf(ports: QueryPorts, pipeline: Pipeline, uuid: Uuid): Promise<Story | undefined> {
  const { head, ledger: name } = pipeline
  const recording = head === undefined ? undefined : await recordingOf(ports.ledger, name, head, uuid)
  if (head === undefined || recording === undefined) return undefined
  const life = await lifeOf(ports, pipeline, head, recording)
  const lived = (
    await Promise.all((await spansOf(ports, head, recording)).map((span) => within(ports, span, uuid)))
  ).flat()
  const raised = lived.filter(({ event }) => event.kind === 'alert-raised')
  const ends = await Promise.all(raised.map((one) => alertEnds(ports, head, one)))
  const holds = await holdsSince(ports.ledger, head, life.recordedSeq)
  return { life, holds: holds.get(uuid) ?? [], events: inOrder([recording, ...lived, ...ends.flat()]) }
}

/** The entries from one appearance of a checkpoint to the one after which it is listed no more, or to the head. */
interface Span {
  readonly ledger: string
  readonly from: number
  readonly to: number
}

/** Each span of being listed: the first begins with the recording, every other with a reappearance. */
async function spansOf({ ledger }: QueryPorts, head: Sealed, recording: Found): Promise<readonly Span[]> {
  const { uuid } = recording.event
  const name = head.entry.ledger
  const range = { fromSeq: head.entry.seq, downTo: recording.sealed.entry.seq }
  const again = await eventsWith(
    ledger,
    name,
    { ...range, kinds: ['checkpoint-reappeared'] },
    (event) => event.uuid === uuid,
  )
  const starts = [recording, ...again.toReversed()].map(({ sealed }) => sealed.entry.seq)
  const isOver = ({ state }: Sealed): boolean => !state.listed.some((one) => one.uuid === uuid)
  return Promise.all(
    starts.map(async (from, i) => {
      // Within one span: listed, then no more; where it is listed throughout, its last entry ends nothing.
      const last = starts[i + 1] ?? head.entry.seq
      return { ledger: name, from, to: await firstSeqWhere(ledger, name, { from, to: last - 1 }, isOver) }
    }),
  )
}

/** What names the checkpoint while it was listed, and the end of that. */
async function within({ ledger }: QueryPorts, { ledger: name, from, to }: Span, uuid: Uuid) {
  const range = { kinds: IN_PASSING, fromSeq: to, downTo: from }
  const found = await eventsWith(ledger, name, range, (event) => event.uuid === uuid)
  const sealed = await entryAt(ledger, name, to)
  const retired = sealed.entry.events.filter((e) => e.kind === 'checkpoint-retired' && e.uuid === uuid)
  return [...found, ...retired.map((event) => ({ sealed, event }))]
}

/** By place in the ledger, each place once: two spans may share an entry. */
function inOrder(found: readonly Found[]): readonly Found[] {
  const placed = found.map((one) => ({ one, seq: one.sealed.entry.seq, index: indexOf(one) }))
  const places = new Map(placed.map((each) => [`${each.seq} ${each.index}`, each]))
  return [...places.values()].toSorted((a, b) => a.seq - b.seq || a.index - b.index).map(({ one }) => one)
}

/** By identity within its own reading: one entry may raise several alerts for one UUID. */
function indexOf({ sealed, event }: Found): number {
  return sealed.entry.events.indexOf(event)
}
