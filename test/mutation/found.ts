import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** What the processes of a run find out, one JSON line each. */
export type Found =
  | { readonly found: 'killed'; readonly id: number; readonly by: string; readonly how: 'failed' | 'timeout' }
  /** The mutants that a test file reached: while it was loaded, or in its tests. */
  | {
      readonly found: 'reached'
      readonly test: string
      readonly at: readonly number[]
      readonly loading: boolean
    }
  /** A test that fails without any mutant when it is repeated, or that takes too long. */
  | { readonly found: 'unfit'; readonly test: string; readonly why: 'fails' | 'slow' }
  /** Alive although it was on while modules were loaded. */
  | { readonly found: 'loaded'; readonly id: number }
  | { readonly found: 'done'; readonly test: string }

export function tell(file: string, found: Found): void {
  appendFileSync(file, `${JSON.stringify(found)}\n`)
}

export function told(file: string): readonly Found[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Found => JSON.parse(line))
}
