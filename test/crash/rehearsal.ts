import { factsOf, judge } from './judgement/judge.ts'
import type { Cell, Site } from './sites.ts'
import { createStage } from './stage.ts'
import { type StoryOptions, stepsOf } from './story.ts'
import { statesOf } from './world.ts'

/** A place in a story: before which step, and the way back to it. */
export interface Place {
  readonly at: number
  readonly back: () => void
}

/** A step of a story, and the sites that were called in it. */
export interface Told {
  /** Before it; null where somebody was at work there. */
  readonly before: Place | null
  readonly called: ReadonlySet<Site>
}

// Nearly every story that comes to where another has been does so within so many steps.
const STEPS_COMPARED = 4

/**
 * A story that is gone back in, so that what several have in common is told once. There is a way back only to where nobody was at
 * work: what he would do next stands in no store.
 */
export async function createRehearsal(options: StoryOptions) {
  const losses = options.losses ?? 1
  const stage = createStage([], statesOf(losses))
  const { recall, trouble } = stage
  const steps = stepsOf(options)
  const verdicts = new Map<string, readonly string[]>()
  let ends = 0

  const keyAt = (at: number): string | null => (stage.goesOn() ? null : `${at} ${recall.key()}`)

  /** The way back to what is there now; null where there is none. */
  function place(at: number): Place | null {
    if (stage.goesOn()) return null
    const then = recall.save()
    return {
      at,
      back: () => {
        stage.clear()
        then()
      },
    }
  }

  async function step(at: number): Promise<ReadonlySet<Site>> {
    trouble.called.clear()
    await steps[at]?.(stage)
    return new Set(trouble.called)
  }

  /** Goes back, and on until all of these faults have had their turn; the step behind it, and what was called behind the last. */
  async function strike({ at, back }: Place, plan: readonly Cell[]) {
    back()
    trouble.plan(plan)
    for (let next = at; next < steps.length; next += 1) {
      const called = await step(next)
      if (trouble.isSpent()) return { at: next + 1, called }
    }
    throw new Error('a fault had no turn, though its site was called')
  }

  /** On to the end, with no fault left. */
  async function walk(from: number): Promise<readonly Told[]> {
    const told: Told[] = []
    for (let at = from; at < steps.length; at += 1) {
      const before = place(at)
      told.push({ before, called: await step(at) })
    }
    return told
  }

  /** What is wrong at the end, going on from before this step; where everything is as it was in another story, so is its end. */
  async function verdictFrom(from: number): Promise<readonly string[]> {
    const keys: string[] = []
    for (let at = from; at < steps.length; at += 1) {
      const key = at < from + STEPS_COMPARED ? keyAt(at) : null
      const known = key === null ? undefined : verdicts.get(key)
      if (known !== undefined) return note(keys, known)
      if (key !== null) keys.push(key)
      await step(at)
    }
    ends += 1
    return note(keys, await judge(stage, reference, losses))
  }

  function note(keys: readonly string[], verdict: readonly string[]): readonly string[] {
    for (const key of keys) verdicts.set(key, verdict)
    return verdict
  }

  const plain = await walk(0)
  const reference = factsOf(stage.stores)
  return { stage, plain, strike, walk, verdictFrom, keyAt, place, ends: () => ends }
}

export type Rehearsal = Awaited<ReturnType<typeof createRehearsal>>
