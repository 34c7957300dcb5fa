import type { Uuid } from '../../domain/checkpoint.ts'
import { EVENT_KINDS } from '../../domain/event.ts'
import type { Sealed } from '../../ledger/ledger.ts'
import { recordingOf } from '../../ledger/lives.ts'
import { entryAt, eventsWith, type Found, firstSeqWhere } from '../../ledger/search.ts'
import { type HoldRecord, holdsSince } from './holds.ts'
import { type Life, lifeOf } from './life.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

// Rotation writes one of each for every checkpoint: those of this one are found by its life. A slow poll writes a gap each time,
// and that names no checkpoint. All other kinds are rare.
const FREQUENT = ['checkpoint-recorded', 'checkpoint-retired', 'coverage-gap', 'run-completed'] as const
const RARE = EVENT_KINDS.filter((kind) => !FREQUENT.some((one) => one === kind))

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
  const range = { fromSeq: head.entry.seq, downTo: recording.sealed.entry.seq }
  const rare = await eventsWith(ports.ledger, name, { ...range, kinds: RARE }, (event) => event.uuid === uuid)
  const retired = await retirements(ports, pipeline, life, recording, rare)
  const events = [recording, ...retired, ...rare].toSorted(byPlace)
  const holds = await holdsSince(ports.ledger, head, life.recordedSeq)
  return { life, holds: holds.get(uuid) ?? [], events }
}

/** Each span of being listed ends once: the first begins with the recording, every other with a reappearance. */
async function retirements(
  { ledger }: QueryPorts,
  { ledger: name, head }: Pipeline,
  life: Life,
  recording: Found,
  rare: readonly Found[],
): Promise<readonly Found[]> {
  const starts = [recording, ...rare.filter(({ event }) => event.kind === 'checkpoint-reappeared')].toSorted(
    byPlace,
  )
  const found: Found[] = []
  for (const [i, start] of starts.entries()) {
    const until = starts[i + 1]?.sealed.entry.seq ?? head?.entry.seq ?? 0
    const isOver = ({ state }: Sealed): boolean => !state.listed.some((one) => one.uuid === life.uuid)
    // Within one span: listed, then no more; where it is listed throughout, its last entry ends nothing.
    const over = await firstSeqWhere(ledger, name, { from: start.sealed.entry.seq, to: until - 1 }, isOver)
    const sealed = await entryAt(ledger, name, over)
    const event = sealed.entry.events.find((e) => e.kind === 'checkpoint-retired' && e.uuid === life.uuid)
    if (event !== undefined) found.push({ sealed, event })
  }
  return found
}

function byPlace(a: Found, b: Found): number {
  if (a.sealed.entry.seq !== b.sealed.entry.seq) return a.sealed.entry.seq - b.sealed.entry.seq
  return indexOf(a) - indexOf(b)
}

/** By identity within its own reading: one entry may raise several alerts for one UUID. */
function indexOf({ sealed, event }: Found): number {
  return sealed.entry.events.indexOf(event)
}
