import type { PipelineFigures } from './pipeline-figures.ts'

/** Sums over pipelines. */
const COUNTED = [
  'recorded',
  'retired',
  'missing',
  'cleared',
  'reappeared',
  'listed',
  'recorded_without_size',
  'listed_without_size',
  'unobservable_seconds',
  'uncovered_seconds',
  'fingerprint_changes',
  'metadata_changes',
  'lineage_changes',
  'alerts_raised',
  'alerts_critical',
  'alerts_open',
  'alerts_open_critical',
  'holds_placed',
  'holds_released',
  'holds_broken',
  'holds_lasting',
  'drill_count',
  'approval_count',
  'maintenance_count',
  'exception_count',
  'entry_count',
] as const satisfies readonly (keyof PipelineFigures)[]
type Counted = (typeof COUNTED)[number]

export interface Totals extends Readonly<Record<Counted, number>> {
  readonly pipelines: number
  readonly recorded_bytes: string
  readonly listed_bytes: string
  /** Of all pipelines that have one; null where none has. */
  readonly coverage_lowest: number | null
  readonly pipelines_fully_covered: number
  readonly pipelines_with_missing: number
  readonly pipelines_unobservable: number
  readonly pipelines_removed: number
  /** No complete answer of them is recorded for the period. */
  readonly pipelines_not_observed: number
}

export interface TotalsFold {
  readonly add: (pipeline: PipelineFigures) => void
  readonly totals: () => Totals
}

export function totalsFold(): TotalsFold {
  const counts = new Map<Counted, number>(COUNTED.map((key) => [key, 0]))
  let [recordedBytes, listedBytes] = [0n, 0n]
  let [pipelines, full, losing, unobservable, removed, nothing] = [0, 0, 0, 0, 0, 0]
  let lowest: number | null = null
  return {
    add: (one) => {
      for (const key of COUNTED) counts.set(key, (counts.get(key) ?? 0) + one[key])
      recordedBytes += BigInt(one.recorded_bytes)
      listedBytes += BigInt(one.listed_bytes)
      pipelines += 1
      full += one.coverage === 100 ? 1 : 0
      losing += one.missing > 0 ? 1 : 0
      unobservable += one.status === 'unobservable' ? 1 : 0
      removed += one.status === 'removed' ? 1 : 0
      nothing += one.observed_until === null && one.status !== 'removed' ? 1 : 0
      if (one.coverage !== null) lowest = Math.min(lowest ?? 100, one.coverage)
    },
    totals: () => ({
      pipelines,
      ...(Object.fromEntries(counts) as Record<Counted, number>),
      recorded_bytes: String(recordedBytes),
      listed_bytes: String(listedBytes),
      coverage_lowest: lowest,
      pipelines_fully_covered: full,
      pipelines_with_missing: losing,
      pipelines_unobservable: unobservable,
      pipelines_removed: removed,
      pipelines_not_observed: nothing,
    }),
  }
}
