/** The chain of causes in one line: what was attempted, and why it failed. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`
}

/** When and by which function a line is written. */
export interface Writing {
  readonly nowMs: number
  /** Told apart by it: several stages may stand in one account. */
  readonly functionName: string
}

/** A log line that CloudWatch counts as well, as one in `CheckpointLedger/<metric>` (embedded metric format). */
export function counted(line: object, metric: string, writing: Writing): object {
  return measured(line, { [metric]: 1 }, writing)
}

/** A log line whose figures CloudWatch takes as metrics in `CheckpointLedger`: counts, without a unit of their own. */
export function measured(
  line: object,
  figures: { readonly [metric: string]: number },
  { nowMs, functionName }: Writing,
): object {
  return {
    ...line,
    FunctionName: functionName,
    ...figures,
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: 'CheckpointLedger',
          Dimensions: [['FunctionName']],
          Metrics: Object.keys(figures).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
  }
}
