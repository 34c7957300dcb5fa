import { begin, keepMaking } from './checkpoints.ts'
import { note, turn } from './manager.ts'
import { catalogOf, later, mint, type Pipeline, record, type World } from './world.ts'

/** One step of a procedure; calls `next` when it is done. */
export type Step = (world: World, pipeline: Pipeline, next: () => void) => void

/** Does the steps one after another. Meanwhile nobody begins anything else with this pipeline. */
export function procedure(world: World, pipeline: Pipeline, steps: readonly Step[]): void {
  const [first, ...others] = steps
  pipeline.isBusy = first !== undefined
  if (first !== undefined) first(world, pipeline, () => procedure(world, pipeline, others))
}

export function dwell(ms: number): Step {
  return (world, _pipeline, next) => later(world, ms, next)
}

/** `POST /stop?force=false`: a final checkpoint, which the pipeline itself hardly ever shows (FELDERA §2.4). */
export const stopGracefully: Step = (world, pipeline, next) => {
  voidWhatWasBegun(pipeline)
  begin(world, pipeline, () => {
    voidWhatWasBegun(pipeline)
    turn(world, pipeline, 'Stopping', true)
    later(world, world.chance.between(500, 4_000), () => {
      turn(world, pipeline, 'Stopped', true)
      next()
    })
  })
}

/** A crash, an eviction or a forced stop: the manager hears nothing more of it. */
export const kill: Step = (world, pipeline, next) => {
  voidWhatWasBegun(pipeline)
  turn(world, pipeline, 'Stopping', false)
  later(world, world.chance.between(500, 4_000), () => {
    turn(world, pipeline, 'Stopped', false)
    next()
  })
}

function voidWhatWasBegun(pipeline: Pipeline): void {
  pipeline.start += 1
  pipeline.isWriteDue = false
}

export const start: Step = (world, pipeline, next) => {
  startAs(world, pipeline, () => {
    turn(world, pipeline, 'Running', true)
    keepMaking(world, pipeline)
    next()
  })
}

/** Provisioning, then initializing with what storage holds, then whatever it is started as. */
export function startAs(world: World, pipeline: Pipeline, begun: () => void, prepare = (): void => {}): void {
  const { chance } = world
  voidWhatWasBegun(pipeline)
  pipeline.deployment = mint(world, world.nowMs, true)
  pipeline.storage = 'InUse'
  turn(world, pipeline, 'Provisioning', false)
  later(world, chance.between(1_000, 8_000), () => {
    prepare()
    resume(world, pipeline)
    pipeline.reachableFromMs = world.nowMs + (chance.happens(0.5) ? chance.between(0, 5_000) : 0)
    turn(world, pipeline, 'Initializing', true)
    later(world, chance.between(200, 5_000), begun)
  })
}

/** From the newest checkpoint, or, where that was never complete, from the one before (FELDERA §2.1). */
export function resume({ chance }: World, pipeline: Pipeline): void {
  const [first] = pipeline.hosts
  const from = first?.catalog.at(chance.happens(0.15) ? -2 : -1)
  pipeline.steps = Number(from?.steps ?? 0)
  pipeline.records = Number(from?.processed_records ?? 0) * pipeline.hosts.length
}

export const reprogram: Step = (_world, pipeline, next) => {
  pipeline.program += 1
  next()
}

export const upgrade: Step = (_world, pipeline, next) => {
  pipeline.platform += 1
  next()
}

/** It comes up on a machine whose clock is minutes ahead or behind. */
export const moveToAnotherHost: Step = ({ chance }, pipeline, next) => {
  pipeline.skewMs = chance.happens(0.3) ? 0 : chance.between(-600_000, 600_000)
  next()
}

/** `/clear`, only of a stopped one: its database row forgets the details at once. */
export const clear: Step = (world, pipeline, next) => {
  record(
    world,
    pipeline,
    'cleared',
    catalogOf(pipeline).map(({ uuid }) => uuid),
  )
  pipeline.storage = 'Clearing'
  pipeline.details = null
  note(world, pipeline)
  later(world, world.chance.scaled(500, 30_000), () => {
    pipeline.storage = 'Cleared'
    for (const host of pipeline.hosts) host.catalog = []
    pipeline.earlier = []
    note(world, pipeline)
    next()
  })
}

export const remove: Step = (world, pipeline, next) => {
  record(world, pipeline, 'deleted')
  pipeline.isDeleted = true
  pipeline.feed = []
  pipeline.deployment = null
  world.pipelines.splice(world.pipelines.indexOf(pipeline), 1)
  next()
}

/** Another pipeline under the same name. */
export const createAgain: Step = (world, pipeline, next) => {
  pipeline.id = mint(world, world.nowMs, true)
  pipeline.isDeleted = false
  pipeline.program = 1
  world.pipelines.push(pipeline)
  record(world, pipeline, 'created')
  turn(world, pipeline, 'Stopped', false)
  next()
}

export const rename: Step = (world, pipeline, next) => {
  record(world, pipeline, 'renamed')
  pipeline.name = `${pipeline.name}x`
  next()
}
