import type { Glimpses } from '../domain/glimpse.ts'
import type { OverviewRow } from '../domain/overview.ts'

// An overview is one item of 400 KB, whatever its source's lists show that cannot be asked for: a glimpse is about 150 bytes of it.
const MOST_OF_ALL = 500

/** The rows with so few glimpses in all that an item holds them: of each pipeline the newest. What is left out is looked for anew, where a list still shows it. */
export function withFewGlimpses(rows: readonly OverviewRow[]): readonly OverviewRow[] {
  const having = rows.filter(({ glimpses }) => glimpses !== undefined).length
  const most = Math.floor(MOST_OF_ALL / Math.max(1, having))
  return rows.map((row) => {
    const { glimpses, ...rest } = row
    if (glimpses === undefined || (glimpses.waiting.length <= most && glimpses.ended.length <= most))
      return row
    const kept: Glimpses = { waiting: newest(glimpses.waiting, most), ended: newest(glimpses.ended, most) }
    return kept.waiting.length + kept.ended.length === 0 ? rest : { ...rest, glimpses: kept }
  })
}

function newest<T>(all: readonly T[], most: number): readonly T[] {
  return most === 0 ? [] : all.slice(-most)
}
