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
export async function tell(plan: readonly Cell[], options: StoryOptions = {}): Promise<Stage> {
  const stage = createStage(plan, statesOf(options.losses ?? 1))
  for (const step of stepsOf(options)) await step(stage)
  return stage
}

export type Step = (stage: Stage) => unknown

export function stepsOf({ isYoung = false, isHasty = false }: StoryOptions): readonly Step[] {
  return [
    (stage) => {
      stage.configure({ withoutLog: isYoung, ...(isHasty ? { confirmAfter: [] } : {}) })
      return stage.run()
    },
    deliver,
    (stage) => {
      stage.configure({ withoutLog: false, pipelines: WATCHED })
      stage.world.moveTo(1)
      stage.trouble.begin()
    },
    ...TICK,
    ({ act }) => act(),
    deliver,
    ({ world }) => world.moveTo(2),
    ...TICK,
    ({ trouble }) => trouble.end(),
    // The person has seen whether it went well, and does it again where it did not.
    ({ act }) => act(),
    ...TICK,
    ...TICK,
    ...TICK,
    ({ time }) => time.pass(SWEEP_MS),
  ]
}

const deliver: Step = (stage) => stage.deliver()

const TICK: readonly Step[] = [
  (stage) => {
    stage.time.pass(PERIOD_MS)
    return stage.run()
  },
  deliver,
  (stage) => {
    stage.time.pass(SWEEP_MS)
    return stage.sweep()
  },
]

export async function tick(stage: Stage): Promise<void> {
  for (const step of TICK) await step(stage)
}
