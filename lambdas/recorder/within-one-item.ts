import type { Glimpses } from '../domain/glimpse.ts'
import type { ListedThen, OverviewRow } from '../domain/overview.ts'

// An overview is one item of 400 KB, whatever its source's lists show that cannot be asked for: a glimpse is about 150 bytes of it,
const MOST_GLIMPSES = 500
// and a UUID of a list that is still to be joined about 20.
const MOST_LISTED = 4_000

/**
 * The rows with so much of what seldom stands there that an item holds them: of each pipeline the newest. A glimpse that is left out is looked for
 * anew, where a list still shows it; without a list that joined two others a gap is told between them, silently.
 */
export function withinOneItem(rows: readonly OverviewRow[]): readonly OverviewRow[] {
  const glimpsing = rows.filter(({ glimpses }) => glimpses !== undefined).length
  const joining = rows.filter(({ listedSince }) => listedSince !== undefined).length
  const glimpsesEach = Math.floor(MOST_GLIMPSES / Math.max(1, glimpsing))
  const listedEach = Math.floor(MOST_LISTED / Math.max(1, joining))
  return rows.map((row) => {
    const { glimpses, listedSince, ...rest } = row
    if (glimpses === undefined && listedSince === undefined) return row
    const few = fewGlimpses(glimpses, glimpsesEach)
    const short = newestLists(listedSince, listedEach)
    return {
      ...rest,
      ...(few === undefined ? {} : { glimpses: few }),
      ...(short.length === 0 ? {} : { listedSince: short }),
    }
  })
}

function fewGlimpses(glimpses: Glimpses | undefined, most: number): Glimpses | undefined {
  if (glimpses === undefined) return undefined
  const kept = { waiting: newest(glimpses.waiting, most), ended: newest(glimpses.ended, most) }
  return kept.waiting.length + kept.ended.length === 0 ? undefined : kept
}

/** Whole lists: half of one would say that the rest was not listed. */
function newestLists(lists: readonly ListedThen[] = [], most: number): readonly ListedThen[] {
  let left = most
  const tooMany = lists.findLastIndex(({ uuids }) => {
    left -= uuids.length
    return left < 0
  })
  return lists.slice(tooMany + 1)
}

function newest<T>(all: readonly T[], most: number): readonly T[] {
  return most === 0 ? [] : all.slice(-most)
}
