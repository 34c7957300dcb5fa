import { createRehearsal, type Place, type Rehearsal } from './rehearsal.ts'
import { CELLS, type Cell, nameOf, type Site } from './sites.ts'
import { VARIANTS, type Variant, variantFor } from './variants.ts'

/** What came of ordered pairs of faults. */
export interface Pairs {
  readonly pairs: number
  /** Those of which the second fault had its turn; the others end as their first fault alone. */
  readonly reached: number
  /** Stories that were told to their end: what was like another where its last fault was over ended like it. */
  readonly told: number
  /** `first → second: what is wrong`. */
  readonly wrong: readonly string[]
}

interface First {
  readonly cell: Cell
  /** The step that it strikes in, and what was called behind it in that step. */
  readonly place: Place
  readonly same: ReadonlySet<Site>
}

/** First faults behind whose step everything is the same. */
interface Struck {
  readonly firsts: First[]
  /** Null where somebody is still at work there: to that there is no way back. */
  readonly behind: Place | null
}

/** One of so many parts of all ordered pairs whose sites are in this kind of story. */
export async function tellPairs(variant: Variant, part: number, parts: number): Promise<Pairs> {
  const secondsOf = (first: Cell) => CELLS.filter((second) => variantFor([first, second]) === variant)
  const rehearsal = await createRehearsal(VARIANTS[variant])
  const firsts = CELLS.filter((first) => secondsOf(first).length > 0)
  const mine = (await struckBy(rehearsal, firsts)).filter((_, i) => i % parts === part)
  let [pairs, reached] = [0, 0]
  const wrong: string[] = []
  for (const { firsts: alike, behind } of mine) {
    const steps = await stepsBehind(rehearsal, alike, behind)
    const told = new Set<Cell>()
    for (const { cell, place, same } of alike) {
      for (const second of secondsOf(cell)) {
        pairs += 1
        const isSame = same.has(second.site)
        const there = steps.find(({ called }) => called.has(second.site))
        if (!isSame && there === undefined) continue
        reached += 1
        // Of those that are alike behind their step one speaks for all.
        if (!isSame && told.has(second)) continue
        if (!isSame) told.add(second)
        const before = isSame ? null : (there?.before ?? null)
        const { at } =
          before === null
            ? await rehearsal.strike(place, [cell, second])
            : await rehearsal.strike(before, [second])
        const problems = await rehearsal.verdictFrom(at)
        if (problems.length > 0) wrong.push(`${nameOf([cell, second])}: ${problems.join('; ')}`)
      }
    }
  }
  return { pairs, reached, told: rehearsal.ends(), wrong }
}

async function struckBy(
  { plain, strike, keyAt, place: placeAt }: Rehearsal,
  cells: readonly Cell[],
): Promise<readonly Struck[]> {
  const struck = new Map<string, Struck>()
  for (const cell of cells) {
    const place = plain.find(({ called }) => called.has(cell.site))?.before
    if (!place) throw new Error(`${cell.site} is never called`)
    const { at, called: same } = await strike(place, [cell])
    const key = keyAt(at) ?? nameOf([cell])
    const alike = struck.get(key) ?? { firsts: [], behind: placeAt(at) }
    alike.firsts.push({ cell, place, same })
    struck.set(key, alike)
  }
  return [...struck.values()]
}

/** The steps behind the first fault, as they are without another. */
async function stepsBehind({ strike, walk }: Rehearsal, [one]: readonly First[], behind: Place | null) {
  if (behind !== null) {
    behind.back()
    return walk(behind.at)
  }
  if (one === undefined) return []
  const { at } = await strike(one.place, [one.cell])
  return walk(at)
}
