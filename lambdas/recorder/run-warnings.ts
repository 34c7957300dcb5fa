import type { UnobservableReason } from '../domain/observation.ts'
import type { RecorderLine } from './log.ts'
import type { PipelineOutcome } from './poll-all.ts'
import type { Watched } from './watch.ts'

/** What a run has seen that whoever runs this system must mend. */

// A `Date` counts whole seconds, and ages of checkpoints are told in minutes: less than this harms nothing.
const CLOCKS_AGREE_MS = 60_000

const REFUSED: readonly string[] = [
  'unauthorized',
  'forbidden',
  'tenant-required',
  'no-credentials',
] satisfies readonly UnobservableReason[]

export function warningsOf(
  { lists, unlisted }: Pick<Watched, 'lists' | 'unlisted'>,
  outcomes: readonly PipelineOutcome[],
): readonly RecorderLine[] {
  return lists.flatMap(({ source, clockAheadMs }) => [
    ...refusal(source, unlisted, outcomes),
    ...(Math.abs(clockAheadMs) < CLOCKS_AGREE_MS
      ? []
      : [{ name: 'clock-offset' as const, source, seconds: Math.round(clockAheadMs / 1_000) }]),
  ])
}

/** A key that may read checkpoints and not the list is enough; one by which no pipeline is even found is not. */
function refusal(
  source: string,
  unlisted: Watched['unlisted'],
  outcomes: readonly PipelineOutcome[],
): readonly RecorderLine[] {
  const its = outcomes.filter(({ task }) => task.source === source)
  const reasons = its.flatMap((outcome) =>
    outcome.kind === 'recorded' && REFUSED.includes(outcome.recorded.row.outcome)
      ? [outcome.recorded.row.outcome]
      : [],
  )
  const ofList = its.length === 0 ? unlisted.find((one) => one.source === source)?.reason : undefined
  const reason = reasons[0] ?? (ofList !== undefined && REFUSED.includes(ofList) ? ofList : undefined)
  return reason === undefined
    ? []
    : [{ name: 'source-unauthorized', source, reason, pipelines: reasons.length }]
}
