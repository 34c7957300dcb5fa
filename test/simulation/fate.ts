import { badThing } from './bad-things.ts'
import { turn } from './manager.ts'
import {
  clear,
  createAgain,
  dwell,
  kill,
  moveToAnotherHost,
  procedure,
  remove,
  rename,
  reprogram,
  type Step,
  start,
  stopGracefully,
  upgrade,
} from './operations.ts'
import { promote, startAsStandby, startFromBucket } from './pulling.ts'
import type { Feature } from './settings.ts'
import { later, type Pipeline, type World } from './world.ts'

/** What may happen to the pipelines of a life. Means are times between two of a kind; null: never. */
export interface Fate {
  readonly operationMeanMs: number | null
  readonly badMeanMs: number | null
  /** How long what is stopped stays so, if not for a moment. */
  readonly periodMs: number
  /** Whether the source can name a standby or a pulled start: without its list nobody can. */
  readonly isListed: boolean
  readonly without: ReadonlySet<Feature>
}

/** Lets operators, accidents and bad things befall a pipeline from now on. */
export function befall(world: World, pipeline: Pipeline, fate: Fate): void {
  const { operationMeanMs, badMeanMs } = fate
  if (operationMeanMs !== null) repeat(world, operationMeanMs, () => operate(world, pipeline, fate))
  if (badMeanMs !== null) repeat(world, badMeanMs, () => badThing(world, pipeline))
}

function repeat(world: World, meanMs: number, act: () => void): void {
  later(world, world.chance.wait(meanMs), () => {
    act()
    repeat(world, meanMs, act)
  })
}

function operate(world: World, pipeline: Pipeline, fate: Fate): void {
  if (pipeline.isBusy || pipeline.isDeleted) return
  const { chance } = world
  const pause = (): Step =>
    dwell(chance.happens(0.5) ? chance.scaled(500, 20_000) : fate.periodMs * chance.between(0.2, 3))
  const stop = chance.happens(0.5) ? stopGracefully : kill
  const isSingle = pipeline.hosts.length === 1
  const cleared: readonly Step[] = [stop, pause(), clear, pause()]
  const procedures: readonly (readonly Step[])[] = [
    [stop, pause(), start],
    [stop, pause(), start],
    [kill, dwell(chance.scaled(500, 10_000)), start],
    [stop, pause(), reprogram, pause(), start],
    [stop, upgrade, pause(), start],
    [stop, fate.without.has('skew') ? upgrade : moveToAnotherHost, pause(), start],
    [...cleared, start],
    [...cleared, remove, pause(), createAgain, pause(), start],
    [...cleared, remove],
    [stop, pause(), rename, pause(), start],
    [idle],
    [unavailable(chance.scaled(2_000, fate.periodMs * 3))],
    ...(isSingle && fate.isListed && !fate.without.has('standby')
      ? [[stop, pause(), startAsStandby, pause(), pause(), promote]]
      : []),
    ...(isSingle && fate.isListed && !fate.without.has('pulls')
      ? [
          [...cleared, startFromBucket],
          [stop, clear, startFromBucket],
        ]
      : []),
  ]
  procedure(world, pipeline, chance.pick(procedures))
}

/** No input for a while: checkpoints go on, with equal steps. */
const idle: Step = (_world, pipeline, next) => {
  pipeline.isIdle = !pipeline.isIdle
  next()
}

function unavailable(ms: number): Step {
  return (world, pipeline, next) => {
    turn(world, pipeline, 'Unavailable', false)
    later(world, ms, () => {
      turn(world, pipeline, 'Running', true)
      next()
    })
  }
}
