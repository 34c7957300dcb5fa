import type { PipelineOutcome } from './poll-all.ts'

export interface Counts {
  readonly listed: number
  readonly unobservable: number
  readonly skipped: number
}

/** What a run says of how much it saw. */
export function countsOf(outcomes: readonly PipelineOutcome[]): Counts {
  const recorded = outcomes.flatMap((o) => (o.kind === 'recorded' ? [o.recorded.row.outcome] : []))
  const listed = recorded.filter((outcome) => outcome === 'observed').length
  // What its source says was removed is neither: there is nothing to see.
  const removed = recorded.filter((outcome) => outcome === 'removed').length
  return {
    listed,
    unobservable: recorded.length - listed - removed,
    skipped: outcomes.length - recorded.length,
  }
}
