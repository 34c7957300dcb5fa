import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life } from '../life.ts'
import { deedsBetween, NAMED, type Sight, sightsIn } from './view.ts'

// Feldera's promise, per host (FELDERA §2.2).
const KEPT = 2
// Beyond this many tries nobody knows; most are found in some dozens.
const TRIES = 300_000

/**
 * Whether all answers about a pipeline with several hosts are those of a second world as well, in which nothing was lost but what was told: its
 * checkpoints are dealt out anew among its hosts, one of a logical checkpoint to each, until whatever is gone from a list has two later ones
 * on its host. By the whole of what was shown, and not by one list as the judge goes (`mayHaveRotated`). No answer names a host: neither
 * the order of a combined list nor the fingerprint does by any promise (FELDERA §1, §1.2, §3).
 */
export function isDealtOtherwise(life: Life, name: string, uuid: Uuid): boolean | 'unknown' {
  const hosts = life.settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
  const sights = sightsAround(life, name, uuid)
  const logical = logicalIn(life, sights)
  const demands = demandsIn(life, name, sights, logical.placeOf)
  const dealt = new Map<Uuid, number>()
  let tries = 0
  const isMet = ({ gone, later }: Demand): boolean =>
    later.filter((one) => dealt.get(one) === dealt.get(gone)).length >= KEPT
  const deal = (place: number): boolean => {
    const group = logical.groups[place]
    if (group === undefined) return true
    tries += 1
    if (tries > TRIES) throw new TooMany()
    return waysToDeal(group.length, hosts).some((way) => {
      for (const [i, one] of group.entries()) dealt.set(one, way[i] ?? 0)
      return (demands.get(place) ?? []).every(isMet) && deal(place + 1)
    })
  }
  try {
    return deal(0)
  } catch (error) {
    if (error instanceof TooMany) return 'unknown'
    throw error
  }
}

class TooMany extends Error {}

interface Demand {
  readonly gone: Uuid
  /** Of later logical checkpoints: listed where it is gone, or lost by then and told. */
  readonly later: readonly Uuid[]
}

/** All true lists in order, between what the source names before and behind its last showing. */
export function sightsAround(life: Life, name: string, uuid: Uuid): readonly Sight[] {
  const noted = new Map<string, Sight>()
  for (const { shown } of life.ticks)
    for (const one of shown) {
      if (one.kind !== 'feed' || one.name !== name) continue
      for (const list of one.lists ?? []) {
        if (list.checkpoints === undefined || one.wrong.has(list)) continue
        const atMs = Date.parse(list.recordedAt)
        noted.set(list.recordedAt, { atMs, way: 'feed', list: list.checkpoints, isTrue: true })
      }
    }
  const asked = life.ticks.flatMap((tick) => sightsIn(tick, name)).filter(({ isTrue }) => isTrue)
  const all = [...asked, ...noted.values()].toSorted((a, b) => a.atMs - b.atMs)
  const shownMs = all.findLast(({ list }) => list.some((one) => one.uuid === uuid))?.atMs ?? 0
  const named = deedsBetween(life, name, NAMED, 0, Number.POSITIVE_INFINITY).map(({ atMs }) => atMs)
  const fromMs = Math.max(0, ...named.filter((atMs) => atMs <= shownMs))
  const untilMs = Math.min(...named.filter((atMs) => atMs > shownMs), Number.POSITIVE_INFINITY)
  return all.filter(({ atMs }) => atMs > fromMs && atMs < untilMs)
}

function logicalIn({ world }: Life, sights: readonly Sight[]) {
  const uuids = [...new Set(sights.flatMap(({ list }) => list.map(({ uuid }) => uuid)))]
  const begunMs = (one: Uuid): number => world.makings.get(one)?.begunMs ?? 0
  const groups = [...Map.groupBy(uuids, begunMs)].toSorted(([a], [b]) => a - b).map(([, group]) => group)
  const places = new Map(groups.flatMap((group, place) => group.map((one) => [one, place] as const)))
  return { groups, placeOf: (one: Uuid): number => places.get(one) ?? -1 }
}

/** What each removal demands, by the logical checkpoint with which it can be decided. */
function demandsIn(
  life: Life,
  name: string,
  sights: readonly Sight[],
  placeOf: (one: Uuid) => number,
): ReadonlyMap<number, readonly Demand[]> {
  const told = new Set(
    life
      .entries(`prod/${name}`)
      .flatMap(({ entry }) => entry.events)
      .flatMap(({ kind, uuid }) => (kind === 'checkpoint-missing' && uuid !== undefined ? [uuid] : [])),
  )
  const demands = sights.slice(1).flatMap(({ list, atMs }, i) => {
    const listed = new Set(list.map(({ uuid }) => uuid))
    const lost = deedsBetween(life, name, ['lost'], 0, atMs)
      .flatMap(({ uuids }) => uuids)
      .filter((one) => told.has(one) && placeOf(one) !== -1)
    const there = [...new Set([...listed, ...lost])]
    return (sights[i]?.list ?? [])
      .filter(({ uuid }) => !listed.has(uuid) && !told.has(uuid))
      .map(({ uuid: gone }): Demand => ({ gone, later: there.filter((one) => placeOf(one) > placeOf(gone)) }))
  })
  return Map.groupBy(demands, ({ gone, later }) => Math.max(placeOf(gone), ...later.map(placeOf)))
}

function waysToDeal(
  size: number,
  hosts: number,
  dealt: readonly number[] = [],
): readonly (readonly number[])[] {
  if (dealt.length === size) return [dealt]
  return Array.from({ length: hosts }, (_, host) => host)
    .filter((host) => !dealt.includes(host))
    .flatMap((host) => waysToDeal(size, hosts, [...dealt, host]))
}
