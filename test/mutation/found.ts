import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** What the processes of a run find out, one JSON line each. */
export type Found =
  | { readonly found: 'killed'; readonly id: number; readonly by: string; readonly how: 'failed' | 'timeout' }
  /** All trials of a test are made; the mutants that it reached. */
  | { readonly found: 'tried'; readonly test: string; readonly at: readonly number[] }
  /** The mutants that were reached while a test file was loaded. */
  | { readonly found: 'loading'; readonly test: string; readonly at: readonly number[] }
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
