import type { Cell } from './sites.ts'
import { createStage, type Stage } from './stage.ts'
import { PIPELINES, statesOf } from './world.ts'

export interface StoryOptions {
  /** How many checkpoints are lost at once: more than ten are told as one message. */
  readonly losses?: number
  /** The faults meet a log of which nothing is signed yet. */
  readonly isYoung?: boolean
  /** Nothing is asked again: what looks lost is lost. */
  readonly isHasty?: boolean
}

const PERIOD_MS = 180_000
const SWEEP_MS = 61_000
export const WATCHED = PIPELINES.filter((name) => name !== 'former')

/**
 * A first run without faults; the world changes; then, with faults, two runs, an action of a person, the stream and sweeps;
 * then three runs without faults, with all that follows from them.
 */
export async function tell(
  plan: readonly Cell[],
  { losses = 1, isYoung = false, isHasty = false }: StoryOptions = {},
): Promise<Stage> {
  const stage = createStage(plan, statesOf(losses))
  const { time, world, trouble } = stage
  stage.configure({ withoutLog: isYoung, ...(isHasty ? { confirmAfter: [] } : {}) })
  await stage.run()
  await stage.deliver()
  stage.configure({ withoutLog: false, pipelines: WATCHED })
  world.moveTo(1)
  trouble.begin()
  await tick(stage)
  await stage.act()
  await stage.deliver()
  world.moveTo(2)
  await tick(stage)
  trouble.end()
  // The person has seen whether it went well, and does it again where it did not.
  await stage.act()
  for (let run = 0; run < 3; run += 1) await tick(stage)
  time.pass(SWEEP_MS)
  return stage
}

export async function tick(stage: Stage): Promise<void> {
  stage.time.pass(PERIOD_MS)
  await stage.run()
  await stage.deliver()
  stage.time.pass(SWEEP_MS)
  await stage.sweep()
}
