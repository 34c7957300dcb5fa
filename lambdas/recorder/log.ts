import { counted, type Writing } from '../domain/log-line.ts'
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

/** A completed run is counted: on its absence the watchers' alarm fires (infra/alarms.ts). */
export function withMetric(line: RecorderLine, writing: Writing): object {
  return line.name === 'run-completed' ? counted(line, 'RunCompleted', writing) : line
}
