import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { u64 } from '../support/listings.ts'
import { catalogChanged } from './manager.ts'
import { fingerprintOf, type Host, later, mint, type Pipeline, type World } from './world.ts'

// MIN_CHECKPOINT_THRESHOLD (checkpointer.rs:49), per host.
const KEPT = 2

/** Makes checkpoints from now on, one after each interval, as long as this start lasts. */
export function keepMaking(world: World, pipeline: Pipeline): void {
  const { start } = pipeline
  const { intervalMs } = pipeline.habits
  // The timer starts again when the one before is complete.
  later(world, intervalMs * world.chance.between(0.9, 1.1), () => {
    if (pipeline.start !== start) return
    if (pipeline.status !== 'Running') return keepMaking(world, pipeline)
    begin(world, pipeline, () => keepMaking(world, pipeline))
  })
}

/** One checkpoint on every host: begun, listed when it is committed, and only then are older ones collected (FELDERA §2.1). */
export function begin(world: World, pipeline: Pipeline, finished: () => void): void {
  const { chance } = world
  const { start, habits } = pipeline
  if (!pipeline.isIdle) {
    pipeline.steps += chance.whole(1, 50)
    pipeline.records += chance.whole(0, 5_000)
  }
  let unfinished = pipeline.hosts.length
  for (const host of pipeline.hosts) {
    const made = checkpointOf(world, pipeline, host)
    world.makings.set(made.uuid, { host: host.number, begunMs: world.nowMs })
    const uneven = pipeline.hosts.length > 1 ? chance.between(0, habits.isUneven ? 20_000 : 1_000) : 0
    later(world, chance.between(200, 3_000) + uneven, () => {
      if (pipeline.start !== start) return
      host.catalog = [...host.catalog, made]
      world.births.set(made.uuid, world.births.size)
      pipeline.born.push(made)
      if (habits.syncs && chance.happens(0.2))
        pipeline.pins.set(made.uuid, world.nowMs + chance.scaled(30_000, 900_000))
      catalogChanged(world, pipeline)
      later(world, collectsAfter(world, pipeline), () => {
        if (pipeline.start !== start) return
        collect(world, pipeline, host)
        unfinished -= 1
        if (unfinished === 0) finished()
      })
    })
  }
}

function checkpointOf(world: World, pipeline: Pipeline, host: Host): CheckpointMetadata {
  const { chance } = world
  const bornMs = world.nowMs + pipeline.skewMs + (pipeline.hosts.length > 1 ? chance.between(0, 300) : 0)
  return {
    uuid: mint(world, bornMs, pipeline.habits.isTimed),
    identifier: null,
    fingerprint: fingerprintOf(pipeline, host),
    size: chance.happens(0.03) ? null : u64(String(chance.whole(1_000, 200_000))),
    steps: u64(String(pipeline.steps)),
    processed_records: u64(String(Math.floor(pipeline.records / pipeline.hosts.length))),
  }
}

/** Between commit and collection there are three, usually for a moment, sometimes while a slow sink is waited for. */
function collectsAfter({ chance }: World, { habits }: Pipeline): number {
  return habits.collectsLate && chance.happens(0.3) ? chance.scaled(3_000, 90_000) : chance.between(50, 1_500)
}

/** All but the newest two by list position, except what a sync is copying (FELDERA §2.2). */
function collect(world: World, pipeline: Pipeline, host: Host): void {
  const newest = new Set(host.catalog.slice(-KEPT))
  const kept = host.catalog.filter(
    (one) => newest.has(one) || (pipeline.pins.get(one.uuid) ?? 0) > world.nowMs,
  )
  if (kept.length === host.catalog.length) return
  host.catalog = kept
  catalogChanged(world, pipeline)
}
