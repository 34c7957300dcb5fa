import { describe, expect, it } from 'vitest'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

const SILENT = Array.from({ length: 20 }, (_, i) => `silent-${i}`)
const GOOD = Array.from({ length: 10 }, (_, i) => `good-${i}`)
const BUDGET_MS = 400

/** A host of which some pipelines answer and others never do; in real time. */
function hostWithSilentOnes() {
  const asked: string[] = []
  const world = recording(configuration([...SILENT, ...GOOD]), ({ feldera }) => ({
    clock: systemClock,
    feldera: {
      ...feldera,
      listCheckpoints: async (source, pipeline) => {
        asked.push(pipeline)
        return pipeline.startsWith('silent')
          ? new Promise(() => {})
          : feldera.listCheckpoints(source, pipeline)
      },
    },
  }))
  for (const name of GOOD) world.script(name, [checkpoint(60)])
  const run = async () => {
    asked.splice(0)
    const begun = Date.now()
    const result = await world.run({ beginUntilMs: begun + BUDGET_MS })
    return { result, tookMs: Date.now() - begun, asked: [...asked] }
  }
  return { world, run }
}

describe('the time of a run', () => {
  it('is kept though a source never answers: the run ends with its entry, and says what it did not see', async () => {
    const { world, run } = hostWithSilentOnes()
    const { result, tookMs, asked } = await run()
    // The rest is for evidence, entry and log: 10 s in AWS.
    expect(tookMs).toBeLessThan(BUDGET_MS + 2_000)
    expect(result.pipelines.skipped).toBe(SILENT.length + GOOD.length - asked.length)
    expect(result.pipelines.skipped).toBeGreaterThan(0)
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events.at(-1)?.data).toMatchObject({ skipped: String(result.pipelines.skipped) })
  })

  it('comes to everybody in turn: those that were skipped are asked first by the next run', async () => {
    const { world, run } = hostWithSilentOnes()
    const first = new Set((await run()).asked)
    const skipped = [...SILENT, ...GOOD].filter((name) => !first.has(name))
    const second = (await run()).asked
    expect(
      second.slice(0, Math.min(second.length, skipped.length)).every((name) => skipped.includes(name)),
    ).toBe(true)
    for (let i = 0; i < 4; i += 1) await run()
    for (const name of GOOD) expect(await world.ledger.head(`prod/${name}`)).toBeDefined()
  })
})
