import { counted, type Writing } from '../domain/log-line.ts'

/** Everything the witness logs: one JSON line each. */
export type WitnessLine =
  /** Both notes, which the log has signed: the second does not go on from the first, or was sent with a proof that is none. */
  | { readonly name: 'log-forked'; readonly cosigned: string; readonly refused: string }
  | { readonly name: 'witness-failed'; readonly error: string }
  | { readonly name: 'checkpoint-answered'; readonly answer: string }

export type WitnessLog = (line: WitnessLine) => void

/** Counted for its alarm (infra/witness/witness-stack.ts). */
export function withMetric(line: WitnessLine, writing: Writing): object {
  return line.name === 'log-forked' ? counted(line, 'LogForked', writing) : line
}
