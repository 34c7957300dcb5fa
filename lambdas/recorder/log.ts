import type { RunResult } from './run.ts'

/** Everything the recorder logs: one JSON line each. Alarms filter on `name`; never a token, a header or a body. */
export type RecorderLine =
  | ({ readonly name: 'run-completed' } & RunResult)
  | { readonly name: 'pipeline-failed'; readonly pipeline: string; readonly error: string }
  | { readonly name: 'pipeline-skipped'; readonly pipeline: string }
  | { readonly name: 'observation-discarded'; readonly pipeline: string }
  | {
      readonly name: 'source-unlisted'
      readonly source: string
      readonly reason: string
      readonly detail: string
    }
  | { readonly name: 'list-not-kept'; readonly source: string; readonly error: string }

export type RecorderLog = (line: RecorderLine) => void

/** The chain of causes in one line: what was attempted, and why it failed. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`
}
