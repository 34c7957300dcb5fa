import type { Overview } from '../../domain/overview.ts'
import { partsOf, type Share, sameShare } from '../../domain/share.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { watchedPipelines } from '../configuration/watch-list.ts'

/** What one shard does in a tick. `shares` null: everything, and there is no other shard. */
export interface ShardPlan {
  readonly shard: string
  readonly shares: readonly Share[] | null
}

// One invocation polls so many in a minute at 150 ms of latency and 50 in flight (DESIGN §9). New shards are filled to the
// aim only: what grows by a few pipelines stays where it is.
const MOST_A_SHARD = 2_000
const AIM_A_SHARD = 1_500

/**
 * Which shard polls what. A source is not divided while one shard can hold it, since each part asks for its list;
 * and whatever fits stays where it was, since a pipeline that moves costs its new shard a look at all overviews.
 */
export function planShards(
  configuration: Configuration,
  overviews: readonly Overview[],
): readonly ShardPlan[] {
  const counts = countsOf(configuration, overviews)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total <= MOST_A_SHARD) return [{ shard: '0', shares: null }]
  const units = [...counts].flatMap(([source, count]) => {
    const parts = divided(count, partsBefore(overviews, source))
    return partsOf(source, parts).map((share) => ({ share, weight: Math.ceil(count / parts) }))
  })
  return assigned(units, overviews)
}

/** Every source in so many parts, each with its own shard: for one machine, where somebody says so. */
export function planEvenly(configuration: Configuration, shards: number): readonly ShardPlan[] {
  if (shards === 1) return [{ shard: '0', shares: null }]
  return Array.from({ length: shards }, (_, part) => ({
    shard: String(part),
    shares: configuration.sources.map(({ name }) => ({ source: name, part, parts: shards })),
  }))
}

/** Per source how many pipelines are watched, as far as the last runs knew: names, and what patterns matched last. */
function countsOf({ sources }: Configuration, overviews: readonly Overview[]): ReadonlyMap<string, number> {
  return new Map(
    sources.map((source) => {
      const matched = overviews.flatMap((overview) => overview.matched[source.name] ?? [])
      return [source.name, watchedPipelines(source, undefined, matched).length]
    }),
  )
}

/** In how many parts it was; undefined where no shard polled a part of it. */
function partsBefore(overviews: readonly Overview[], source: string): number | undefined {
  const shares = overviews.flatMap((overview) => overview.shares ?? [])
  const its = shares.filter((share) => share.source === source).map(({ parts }) => parts)
  return its.length === 0 ? undefined : Math.max(...its)
}

/** As before while that is neither too coarse nor much too fine. */
function divided(count: number, before: number | undefined): number {
  const anew = Math.max(1, Math.ceil(count / AIM_A_SHARD))
  if (before === undefined || count > before * MOST_A_SHARD) return anew
  return before > 1 && count <= (before - 1) * (AIM_A_SHARD / 2) ? anew : before
}

interface Unit {
  readonly share: Share
  readonly weight: number
}

function assigned(units: readonly Unit[], overviews: readonly Overview[]): readonly ShardPlan[] {
  const shards = new Map<string, { readonly shares: Share[]; load: number }>()
  const shardNamed = (name: string) => {
    const shard = shards.get(name) ?? { shares: [], load: 0 }
    shards.set(name, shard)
    return shard
  }
  shardNamed('0')
  const give = (name: string, { share, weight }: Unit): void => {
    const shard = shardNamed(name)
    shard.shares.push(share)
    shard.load += weight
  }
  const heaviestFirst = units.toSorted((a, b) => b.weight - a.weight)
  const homeless = heaviestFirst.filter((unit) => {
    const home = overviews.find(({ shares }) => shares?.some((share) => sameShare(share, unit.share)))
    if (home === undefined || shardNamed(home.shard).load + unit.weight > MOST_A_SHARD) return true
    give(home.shard, unit)
    return false
  })
  for (const unit of homeless) {
    const [lightest] = [...shards].toSorted(([, a], [, b]) => a.load - b.load)
    const fits = lightest !== undefined && lightest[1].load + unit.weight <= AIM_A_SHARD
    give(fits ? lightest[0] : freeName(shards), unit)
  }
  return [...shards].map(([shard, { shares }]) => ({ shard, shares }))
}

function freeName(taken: ReadonlyMap<string, unknown>): string {
  for (let name = 0; ; name += 1) if (!taken.has(String(name))) return String(name)
}
