import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instant } from '../../lambdas/domain/instant.ts'
import { chanceOf } from '../simulation/chance.ts'
import { wrongAlerts, wrongAnnouncements } from './judgement/alerts.ts'
import { streamEvent } from './publisher.ts'
import { rival } from './rivals.ts'
import { createStage, type Stage } from './stage.ts'
import { statesOf } from './world.ts'

const SEED = Number(process.env['CRASH_SEED'] ?? '1')
const RUNS = Number(process.env['CRASH_RACES'] ?? '40')

/** What two runs have recorded, of which nothing was delivered yet. */
async function recorded(losses: number): Promise<Stage> {
  const stage = createStage([], statesOf(losses))
  await stage.run()
  stage.world.moveTo(1)
  await stage.run()
  return stage
}

it.each([
  ['one by one', 1],
  ['as one', 12],
] as const)(
  'several publishers with the same entries at once: what is told %s is told once',
  async (_how, losses) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(), async (scheduler, seed) => {
        const order = { scheduler, chance: chanceOf(seed) }
        const stage = await recorded(losses)
        const { stores } = stage
        const work = ['a', 'b'].flatMap((name) => {
          const publisher = stage.publisherBy(rival(order, stage, name))
          const streams = [...stores.names].map(async (ledger) =>
            publisher.stream(streamEvent(stores.appended.filter(({ entry }) => entry.ledger === ledger))),
          )
          return [...streams, publisher.sweep({ kind: 'sweep', olderThanMs: 0 })]
        })
        await scheduler.waitFor(Promise.all(work))
        // Who came to a lane that was held leaves what it noted to the sweep.
        stage.time.pass(61_000)
        await stage.sweep()
        expect(wrongAlerts(stores, losses)).toEqual([])
        expect(wrongAnnouncements(stores, 0, losses)).toEqual([])
        expect((await stores.outbox.unsent()).due).toEqual([])
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    )
  },
  3_600_000,
)

it('who has told a lane gives it up at once: what comes to it next waits for nobody', async () => {
  const stage = await recorded(1)
  const { outbox, appended } = stage.stores
  await stage.deliver()
  const now = instant(stage.time.clock.now())
  const lanes = new Set(appended.map(({ entry }) => entry.run ?? ''))
  const claims = await Promise.all([...lanes].map((lane) => outbox.claim(lane, now, 1)))
  expect(claims).not.toContain('busy')
  expect(stage.stores.messages).toHaveLength(2)
})
