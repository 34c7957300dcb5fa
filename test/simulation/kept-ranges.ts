import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { EXCUSES } from './judgement/excuses.ts'
import type { Tally } from './tally.ts'

/** Seeds that are lived one after another by one worker. */
export interface Range {
  readonly from: number
  readonly count: number
  readonly without: readonly string[]
  /** Absent in what was kept before there were any. */
  readonly additions?: readonly string[]
  /** What the judge excused. Absent likewise. */
  readonly excuses?: readonly string[]
}

/** What ranges came to, a line each: whoever is stopped goes on where he was, and the sums of several files can be added. */
export interface KeptRanges {
  readonly find: (range: Range) => Tally | undefined
  readonly keep: (range: Range, tally: Tally) => void
}

export function keptRanges(file: string | undefined): KeptRanges {
  if (file === undefined) return { find: () => undefined, keep: () => {} }
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  const kept = new Map(lines.filter((line) => line !== '').map((line) => [keyOf(parsed(line)), parsed(line)]))
  return {
    find: (range) => kept.get(keyOf(range))?.tally,
    // In one write, so that a line is whole or not there.
    keep: (range, tally) => appendFileSync(file, `${JSON.stringify({ ...range, tally })}\n`),
  }
}

const ALL: readonly string[] = EXCUSES

function keyOf({ from, count, without, additions = [], excuses = ALL }: Range): string {
  return `${from} ${count} ${without.join()} ${additions.join()} ${excuses.join()}`
}

/** Written by ourselves. */
function parsed(line: string): Range & { readonly tally: Tally } {
  return JSON.parse(line) as Range & { readonly tally: Tally }
}
