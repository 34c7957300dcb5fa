import type { RecorderLine } from './log.ts'

/**
 * The line as CloudWatch's embedded metric format: a completed run counts in `CheckpointLedger/RunCompleted`,
 * on whose absence the watchers' alarm fires (infra/alarms.ts).
 */
export function withMetrics(line: RecorderLine, nowMs: number): object {
  if (line.name !== 'run-completed') return line
  return {
    ...line,
    RunCompleted: 1,
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: 'CheckpointLedger',
          Dimensions: [[]],
          Metrics: [{ Name: 'RunCompleted', Unit: 'Count' }],
        },
      ],
    },
  }
}
