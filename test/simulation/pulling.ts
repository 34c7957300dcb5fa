import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { u64 } from '../support/listings.ts'
import { keepMaking } from './checkpoints.ts'
import { catalogChanged, turn } from './manager.ts'
import { resume, type Step, startAs } from './operations.ts'
import { later, mint, type Pipeline, record, type World } from './world.ts'

/** Starts with fresh storage from a checkpoint that a bucket holds: its own newest, an older one, or somebody else's. */
export const startFromBucket: Step = (world, pipeline, next) => {
  const { chance } = world
  const [host] = pipeline.hosts
  const own = pipeline.born.at(-1)
  const pulled =
    own !== undefined && chance.happens(0.6)
      ? chance.happens(0.5)
        ? own
        : chance.pick(pipeline.born)
      : foreign(world, pipeline, chance.scaled(60_000, 3_600_000))
  const prepare = (): void => {
    if (host === undefined) return
    host.catalog = [pulled]
    record(world, pipeline, 'pulled', [pulled.uuid])
  }
  const begun = (): void => {
    turn(world, pipeline, 'Running', true)
    keepMaking(world, pipeline)
    next()
  }
  startAs(world, pipeline, begun, prepare)
}

/** Follows a primary elsewhere: its list is the primary's newest, replaced at every pull. */
export const startAsStandby: Step = (world, pipeline, next) => {
  startAs(world, pipeline, () => {
    turn(world, pipeline, 'Standby', true)
    follow(world, pipeline, foreign(world, pipeline, world.chance.between(0, pipeline.habits.intervalMs)))
    next()
  })
}

export const promote: Step = (world, pipeline, next) => {
  record(world, pipeline, 'promoted')
  resume(world, pipeline)
  turn(world, pipeline, 'Running', true)
  keepMaking(world, pipeline)
  next()
}

const PULLS_EVERY_MS = 10_000

function follow(world: World, pipeline: Pipeline, newest: CheckpointMetadata): void {
  const { start } = pipeline
  const [host] = pipeline.hosts
  if (host === undefined || pipeline.status !== 'Standby') return
  if (host.catalog.length !== 1 || host.catalog[0]?.uuid !== newest.uuid) {
    record(
      world,
      pipeline,
      'standby',
      host.catalog.map(({ uuid }) => uuid),
    )
    host.catalog = [newest]
    catalogChanged(world, pipeline)
  }
  later(world, PULLS_EVERY_MS, () => {
    if (pipeline.start !== start) return
    const isOver = world.chance.happens(PULLS_EVERY_MS / pipeline.habits.intervalMs)
    follow(world, pipeline, isOver ? foreign(world, pipeline, world.chance.between(0, 9_000)) : newest)
  })
}

/** A checkpoint that another pipeline made that long ago. */
function foreign(world: World, pipeline: Pipeline, agoMs: number): CheckpointMetadata {
  const { chance, births } = world
  const [host] = pipeline.hosts
  const last = host?.catalog.at(-1)
  const made: CheckpointMetadata = {
    uuid: mint(world, world.nowMs - agoMs, pipeline.habits.isTimed),
    identifier: null,
    fingerprint: (last ?? pipeline.born.at(-1))?.fingerprint ?? FOREIGN_FINGERPRINT,
    size: null,
    steps: u64(String(Number(last?.steps ?? 0) + chance.whole(1, 50))),
    processed_records: u64(String(Number(last?.processed_records ?? 0) + chance.whole(0, 5_000))),
  }
  births.set(made.uuid, births.size)
  return made
}

const FOREIGN_FINGERPRINT = u64('424242')
