import type { Listing } from '../../../lambdas/domain/finding.ts'
import type { Life, Tick } from '../life.ts'
import { has, sightsIn, viewOf } from './view.ts'

/** A `coverage-gap` where neighbouring observations share a checkpoint, or the feed joins them. */
export function wrongGapsOf(life: Life): readonly string[] {
  return life.names.flatMap((ledger) =>
    life.ticks.flatMap((tick) => {
      const view = viewOf(life, tick, ledger)
      const gap = view.events.find(({ kind }) => kind === 'coverage-gap')
      // Cleared storage lists nothing, and shares nothing.
      if (gap === undefined || view.isContested || !view.isClear || view.sights.length === 0) return []
      // Of all holes the event tells the ends: what lies between is to be joined from the last look on.
      const fromMs = lastLookMs(life, tick, view.name)
      const untilMs = view.sights[0]?.atMs ?? 0
      const feed = tick.shown.find((one) => one.kind === 'feed' && one.name === view.name)
      const told =
        feed?.kind === 'feed'
          ? (feed.lists ?? []).flatMap(({ recordedAt, checkpoints }) => {
              const atMs = Date.parse(recordedAt)
              return checkpoints !== undefined && atMs > fromMs && atMs < untilMs ? [checkpoints] : []
            })
          : []
      const chain: readonly Listing[] = [view.believed, ...told, ...view.sights.map(({ list }) => list)]
      const isJoined = chain.slice(1).every((after, i) => shareOne(chain[i] ?? [], after))
      return isJoined ? [`${ledger} run ${tick.run}: a coverage-gap where all lists share a checkpoint`] : []
    }),
  )
}

function shareOne(before: Listing, after: Listing): boolean {
  return before.some(({ uuid }) => has(after, uuid))
}

function lastLookMs({ ticks }: Life, { run }: Tick, name: string): number {
  const looks = ticks.flatMap((tick) => (tick.run < run ? sightsIn(tick, name) : []))
  return looks.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
}
