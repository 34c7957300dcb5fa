import { chanceOf } from '../simulation/chance.ts'
import { CELLS, type Cell, nameOf } from './sites.ts'
import { tellAndJudge, variantFor } from './variants.ts'

/** What came of many stories. */
export interface Tally {
  /** Those in which every fault had its turn. */
  readonly told: number
  /** Those in which the first fault kept a later one's site from ever being reached. */
  readonly unreached: number
  /** `first → second: what is wrong`. */
  readonly wrong: readonly string[]
}

/** Tells every plan that some story has the sites of. */
export async function tellAll(plans: Iterable<readonly Cell[]>): Promise<Tally> {
  let [told, unreached] = [0, 0]
  const wrong: string[] = []
  for (const plan of plans) {
    // Every other one in the plain story, if that has its sites.
    const variant =
      variantFor(plan) === 'plain' ? VARIED[(told + unreached) % VARIED.length] : variantFor(plan)
    if (variant === undefined) continue
    const { stage, problems } = await tellAndJudge(plan, variant)
    if (stage.trouble.isSpent()) told += 1
    else unreached += 1
    if (problems.length > 0) wrong.push(`${nameOf(plan)}: ${problems.join('; ')}`)
  }
  return { told, unreached, wrong }
}

const VARIED = ['plain', 'young', 'plain', 'storm', 'plain', 'hasty'] as const

/** So many plans of that many faults, the same for the same seed. */
export function* sampled(count: number, faults: number, seed: number): Generator<readonly Cell[]> {
  const chance = chanceOf(seed)
  for (let i = 0; i < count; i += 1) yield Array.from({ length: faults }, () => chance.pick(CELLS))
}
