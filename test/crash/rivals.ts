import type { Scheduler } from 'fast-check'
import type { Chance } from '../simulation/chance.ts'
import { checkpoint } from '../support/listings.ts'
import type { Invocation } from './invocation.ts'
import { createStage, type Stage } from './stage.ts'
import { tick, WATCHED } from './story.ts'
import { type Catalogs, statesOf } from './world.ts'

export interface RaceOptions {
  readonly recorders: number
  readonly confirmAfter: readonly string[]
}

/** Rotation goes on and on, and meanwhile something is lost and something altered. */
function statesOfRace(): readonly Catalogs[] {
  const [whole = {}, hurt = {}] = statesOf(1)
  const rotating = [
    [-45, -15],
    [-15, 15],
    [15, 45],
    [45, 75],
    [75, 105],
    [105, 135],
  ] as const
  return rotating.map((pair, i) => ({
    ...whole,
    ...(i >= 2 ? { losing: hurt['losing'] ?? [] } : {}),
    ...(i >= 3 ? { changing: hurt['changing'] ?? [] } : {}),
    rotating: pair.map((seconds) => checkpoint(seconds)),
  }))
}

/** Who goes on next, and who is so slow that others do much meanwhile. */
export interface Order {
  readonly scheduler: Scheduler
  readonly chance: Chance
}

// Uniformly drawn turns alone keep all rivals abreast: what goes wrong when one is late would hardly ever be seen.
const STALLS = 0.06
const STALLED_TURNS = 60

/** Before each call and before its answer, everybody else may go on. */
export function rival(
  { scheduler, chance }: Order,
  { time }: Stage,
  name: string,
): Pick<Invocation, 'call' | 'clock'> {
  const turn = async (label: string): Promise<void> => {
    const turns = chance.happens(STALLS) ? STALLED_TURNS : 1
    for (let i = 0; i < turns; i += 1) await scheduler.schedule(Promise.resolve(), `${name} ${label}`)
  }
  return {
    call: async (site, effect) => {
      await turn(site)
      const value = await effect()
      await turn(`${site} answered`)
      return value
    },
    clock: {
      now: time.clock.now,
      sleep: async (ms, signal) => {
        const isOver = (): boolean => signal?.aborted === true
        if (isOver()) return
        const dueMs = time.clock.now() + ms
        const aborted = new Promise<void>((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
        await Promise.race([turn(`sleep ${ms}`), aborted])
        if (!isOver()) time.pass(Math.max(0, dueMs - time.clock.now()))
      },
    },
  }
}

/** How many turns of others lie between two moves of the world. */
const TURNS = 12

/** Recorders at the same time, each two runs; then runs by one alone, with all that follows from them. */
export async function race(order: Order, { recorders, confirmAfter }: RaceOptions): Promise<Stage> {
  const { scheduler } = order
  const states = statesOfRace()
  const stage = createStage([], states)
  stage.configure({ confirmAfter })
  await stage.run()
  stage.configure({ pipelines: WATCHED })
  const moving = async (): Promise<void> => {
    for (const state of states.keys()) {
      stage.world.moveTo(state)
      for (let i = 0; i < TURNS; i += 1) await scheduler.schedule(Promise.resolve(), 'the world')
    }
  }
  const recording = async (name: string): Promise<void> => {
    const who = rival(order, stage, name)
    for (let run = 0; run < 2; run += 1) await stage.recordBy(who).catch(onlyOvertaken)
  }
  const names = Array.from({ length: recorders }, (_, i) => `recorder ${i}`)
  await scheduler.waitFor(Promise.all([moving(), ...names.map(recording)]))
  await stage.act()
  for (let run = 0; run < 2; run += 1) await tick(stage)
  return stage
}

/** Nothing fails here but a sequencer that was never the first. */
function onlyOvertaken(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('others were faster')) throw error
}
