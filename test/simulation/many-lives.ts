import { ALL_EXCUSES, type Excuses } from './judgement/excuses.ts'
import { judge } from './judgement/judge.ts'
import { live } from './life.ts'
import type { Addition, Feature } from './settings.ts'
import { added, NOTHING_TALLIED, rowOf, type Tally } from './tally.ts'

/** Lives and judges these seeds, one after another. */
export async function manyLives(
  from: number,
  count: number,
  without: ReadonlySet<Feature> = new Set(),
  additions: ReadonlySet<Addition> = new Set(),
  excuses: Excuses = ALL_EXCUSES,
): Promise<Tally> {
  let tally = NOTHING_TALLIED
  for (let seed = from; seed < from + count; seed += 1)
    tally = added(tally, rowOf(judge(await live(seed, without, undefined, additions), excuses)))
  return tally
}
