/** The chain of causes in one line: what was attempted, and why it failed. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`
}

/** A log line that CloudWatch counts as well, as one in `CheckpointLedger/<metric>` (embedded metric format). */
export function counted(line: object, metric: string, nowMs: number): object {
  return {
    ...line,
    [metric]: 1,
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        { Namespace: 'CheckpointLedger', Dimensions: [[]], Metrics: [{ Name: metric, Unit: 'Count' }] },
      ],
    },
  }
}
