import { oldestFirst } from '../../domain/comparing/order.ts'
import { rawNumber } from '../../domain/exact-json.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Listed } from '../../domain/state.ts'
import { entryAsOf } from '../../ledger/search.ts'
import { type Failure, failure } from '../failure.ts'
import type { QueryPorts } from './ports.ts'
import { seenAt } from './seen-at.ts'
import type { Pipeline } from './which-pipeline.ts'

/** A list of checkpoints and the moment for which it holds. */
export interface ListAt {
  readonly listed: readonly Listed[]
  readonly observedAt: Instant
}

/** What was listed when last observed, or, with `at`, as observed at that time: oldest first. */
export async function checkpointsOf(
  ports: QueryPorts,
  pipeline: Pipeline,
  at?: Instant,
): Promise<ListAt | Failure> {
  return at === undefined ? latest(ports, pipeline) : asOf(ports, pipeline, at)
}

async function latest(ports: QueryPorts, { ledger, row, head }: Pipeline): Promise<ListAt | Failure> {
  const recordedAt = head?.state.observed === true ? await seenAt(ports, head) : null
  const observedAt = laterOf(row?.observedAt ?? null, recordedAt)
  if (observedAt === null) return notObserved(ledger)
  return { listed: oldestFirst(head?.state.listed ?? []), observedAt }
}

async function asOf(ports: QueryPorts, pipeline: Pipeline, at: Instant): Promise<ListAt | Failure> {
  const { ledger, row, head } = pipeline
  // The overview is written when a run ends: until then the head may be newer than it, and newer than `at`.
  const nothingSince = head === undefined || head.entry.at <= at
  if (row?.observedAt != null && at >= row.observedAt && nothingSince) return latest(ports, pipeline)
  const entry = head === undefined ? undefined : await entryAsOf(ports.ledger, ledger, head, at)
  if (entry?.state.observed === true)
    return { listed: oldestFirst(entry.state.listed), observedAt: await seenAt(ports, entry) }
  // Seen before anything was recorded: the list was empty then.
  if (row?.firstObservedAt != null && at >= row.firstObservedAt)
    return { listed: [], observedAt: row.firstObservedAt }
  return notObserved(ledger)
}

const exact = (value: string | null) => (value === null ? null : rawNumber(value))

/** Feldera's own form: all six keys, 64-bit integers as exact JSON numbers. */
export function felderaForm({ uuid, identifier, fingerprint, size, steps, processed_records }: Listed) {
  return {
    uuid,
    identifier,
    fingerprint: exact(fingerprint),
    size: exact(size),
    steps: exact(steps),
    processed_records: exact(processed_records),
  }
}

function laterOf(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || (b !== null && b > a) ? b : a
}

export function notObserved(ledger: string): Failure {
  return failure('NotObserved', `${ledger} was not observed by then`, { pipeline: ledger })
}
