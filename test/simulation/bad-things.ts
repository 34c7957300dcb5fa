import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import { u64 } from '../support/listings.ts'
import { catalogChanged } from './manager.ts'
import { type Host, type Pipeline, record, type World } from './world.ts'

/** What must not happen, and what the system is there to tell. Nothing of it is known to Feldera. */
export function badThing(world: World, pipeline: Pipeline): void {
  const { chance } = world
  const host = chance.pick(pipeline.hosts)
  if (host.catalog.length === 0) return
  const act = chance.pick([loseOne, loseOne, loseNewest, loseSome, loseAll, alter, rollBack])
  act(world, pipeline, host)
}

function loseOne(world: World, pipeline: Pipeline, host: Host): void {
  const victim = world.chance.pick(host.catalog)
  leave(
    world,
    pipeline,
    host,
    host.catalog.filter((one) => one !== victim),
  )
}

function loseNewest(world: World, pipeline: Pipeline, host: Host): void {
  leave(world, pipeline, host, host.catalog.slice(0, -1))
}

function loseSome(world: World, pipeline: Pipeline, host: Host): void {
  leave(
    world,
    pipeline,
    host,
    host.catalog.filter(() => world.chance.happens(0.5)),
  )
}

function loseAll(world: World, pipeline: Pipeline): void {
  for (const host of pipeline.hosts) leave(world, pipeline, host, [])
}

/** A volume snapshot is restored: an older catalog, in which the newest were never made. */
function rollBack(world: World, pipeline: Pipeline, host: Host): void {
  const [earlier] = pipeline.earlier
  if (earlier === undefined || pipeline.hosts.length > 1) return
  leave(world, pipeline, host, earlier)
}

function leave(world: World, pipeline: Pipeline, host: Host, left: Listing): void {
  const kept = new Set(left.map(({ uuid }) => uuid))
  const lost = host.catalog.filter(({ uuid }) => !kept.has(uuid)).map(({ uuid }) => uuid)
  const isSame = lost.length === 0 && left.length === host.catalog.length
  if (isSame) return
  host.catalog = left
  record(world, pipeline, 'lost', lost)
  catalogChanged(world, pipeline)
}

function alter(world: World, pipeline: Pipeline, host: Host): void {
  const { chance } = world
  const victim = chance.pick(host.catalog)
  const altered = chance.happens(0.5)
    ? { ...victim, fingerprint: u64(String(BigInt(victim.fingerprint) + 1n)) }
    : { ...victim, steps: u64(String(chance.whole(0, 1_000_000))) }
  host.catalog = host.catalog.map((one) => (one === victim ? altered : one))
  record(world, pipeline, 'altered', [victim.uuid])
  catalogChanged(world, pipeline)
}
