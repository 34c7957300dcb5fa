import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { Life, Tick } from '../life.ts'
import { FEED_LAGS_MS } from './suspects.ts'
import { has, looksIn, type Sight, type View, viewOf } from './view.ts'

/** A `coverage-gap` where neighbouring observations share a checkpoint, or the feed joins them. */
export function wrongGapsOf(life: Life): readonly string[] {
  return life.names.flatMap((ledger) =>
    life.ticks.flatMap((tick) => {
      const view = viewOf(life, tick, ledger)
      const gap = view.events.find(({ kind }) => kind === 'coverage-gap')
      // Cleared storage lists nothing, and shares nothing; what was listed when that was told already is no look of this run (10432355).
      const toldMs = Date.parse(view.entries.at(-1)?.entry.at ?? '')
      const looks = view.sights.filter(({ atMs }) => atMs <= toldMs)
      if (gap === undefined || view.isContested || !view.isClear || looks.length === 0) return []
      // Where a look left something open it was for a later run to say how it joins: the event names the ends.
      const { from } = gap.data
      const fromMs = Math.min(
        lastLookMs(life, tick, view.name),
        typeof from === 'string' ? Date.parse(from) : Number.NaN,
      )
      // Of two recorders one discards what it was answered: what only that joined is a gap to the ledger.
      if (
        life.ticks.some(
          ({ run, isContested, shown }) =>
            run < tick.run && isContested && shown.some(({ atMs }) => atMs >= fromMs),
        )
      )
        return []
      const lists = looksSince(life, tick, view.name, fromMs)
      if (lists.some(({ isOld }) => isOld)) return []
      const chain: readonly Listing[] = [
        ...(lists[0] === undefined || lists[0].atMs > fromMs ? [believedThen(view, fromMs)] : []),
        ...lists.map(({ list }) => list),
      ]
      // What a list says that was had for others, behind the poll, leaves nothing that could share.
      const isJoined = chain.length > 1 && chain.slice(1).every((after, i) => shareOne(chain[i] ?? [], after))
      return isJoined ? [`${ledger} run ${tick.run}: a coverage-gap where all lists share a checkpoint`] : []
    }),
  )
}

/** What was first seen later was not listed then, though it is believed by now: a look that left something open recorded it all the same. */
function believedThen({ believed }: View, atMs: number): Listing {
  return believed.filter(({ firstSeenAt }) => Date.parse(firstSeenAt) <= atMs)
}

/** All that was listed when, from then on, by whatever way, as far as it was known by the end of the run. */
function looksSince(life: Life, { run, shown }: Tick, name: string, fromMs: number) {
  const feed = shown.find((one) => one.kind === 'feed' && one.name === name)
  const noted = feed?.kind === 'feed' ? (feed.lists ?? []) : []
  const asked = life.ticks
    .filter((tick) => tick.run <= run)
    .flatMap((tick) => looksIn(tick, name).filter((look) => !isOver(life, tick, name, look)))
    .map(({ atMs, list, way }, i, looks) => {
      return { atMs, list, isOld: way === 'list' && isOlder(list, looks.slice(0, i)) }
    })
  const told = noted.flatMap(({ recordedAt, checkpoints }) => {
    const atMs = Date.parse(recordedAt)
    if (checkpoints === undefined) return []
    const before = asked.filter((look) => look.atMs < atMs && look.atMs + FEED_LAGS_MS > atMs)
    return [{ atMs, list: checkpoints, isOld: before.length > 0 && isOlder(checkpoints, before) }]
  })
  return [...told, ...asked].filter(({ atMs }) => atMs >= fromMs).toSorted((a, b) => a.atMs - b.atMs)
}

/** What a stop left, or the feed noted right behind a look, may be older than that: then nobody can say what it joins (10144783, 10353285, 10395271). */
function isOlder(list: Listing, before: readonly Pick<Sight, 'list'>[]): boolean {
  const newest = before
    .flatMap((look) => look.list)
    .reduce((last, { uuid }) => (uuid > last ? uuid : last), '')
  return list.every(({ uuid }) => uuid < newest)
}

/** A list that was asked for others: its own poll was over, which is sealed by then, or showed all that was believed and raised nothing. */
function isOver(life: Life, tick: Tick, name: string, { way, atMs }: Sight): boolean {
  if (way !== 'list') return false
  const { entries, believed } = viewOf(life, tick, `prod/${name}`)
  const last = entries.at(-1)
  if (last !== undefined) return Date.parse(last.entry.at) < atMs
  const own = tick.shown.find((one) => one.kind === 'checkpoints' && one.name === name && one.atMs < atMs)
  if (own?.kind !== 'checkpoints' || typeof own.said === 'string') return false
  const { said } = own
  return believed.every(({ uuid }) => has(said, uuid))
}

function shareOne(before: Listing, after: Listing): boolean {
  return before.some(({ uuid }) => has(after, uuid))
}

function lastLookMs({ ticks }: Life, { run }: Tick, name: string): number {
  const looks = ticks.flatMap((tick) => (tick.run < run ? looksIn(tick, name) : []))
  return looks.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
}
