import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

const GOOD = ['a', 'b', 'c'].map((name) => `good-${name}`)
// Longer than the lists of the others are waited for with their answers (poll-all.ts, OVERDUE), and a batch of evidence besides.
const HANGS_MS = 3_000
const USUAL_MS = 1_500

function twoSources(): Configuration {
  const { sources, ...rest } = configuration(GOOD)
  const [good] = sources
  if (good === undefined) throw new Error('no source')
  return { ...rest, sources: [{ ...good, name: 'hanging', pipelines: ['late'] }, good] }
}

/** Two sources, of which one gives its list after some seconds, or fails with us; in real time. */
function oneListHangs(isBroken = false) {
  const recordedAfterMs = new Map<string, number>()
  const begunAt = Date.now()
  const world = recording(twoSources(), ({ feldera, ledger }) => ({
    clock: systemClock,
    ledger: {
      ...ledger,
      append: async (sealed) => {
        recordedAfterMs.set(sealed.entry.ledger, Date.now() - begunAt)
        return ledger.append(sealed)
      },
    },
    feldera: {
      ...feldera,
      listPipelines: async (source) => {
        const hangs = source.name === 'hanging'
        if (hangs && isBroken) throw new Error('no credentials could be read')
        if (hangs) await systemClock.sleep(HANGS_MS)
        return feldera.listPipelines(source)
      },
    },
  }))
  for (const name of ['late', ...GOOD]) world.script(name, [checkpoint(60)])
  return { world, recordedAfterMs }
}

describe('a source whose list hangs', () => {
  it('holds up no other: their pipelines are asked and recorded within their usual time, and the run entry knows all', async () => {
    const { world, recordedAfterMs } = oneListHangs()
    const result = await world.run()
    for (const name of GOOD) expect(recordedAfterMs.get(`prod/${name}`)).toBeLessThan(USUAL_MS)
    expect(recordedAfterMs.get('hanging/late')).toBeGreaterThanOrEqual(HANGS_MS - 50)
    expect(result.pipelines).toMatchObject({ listed: 4, unobservable: 0, skipped: 0 })
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events.at(-1)?.data).toMatchObject({ listed: '4', skipped: '0' })
    expect(head?.entry.evidence).toHaveLength(world.objects.size)
  })

  it('is asked only when the heads of all are read, and so are the pipelines of the others', async () => {
    const { world } = oneListHangs()
    await world.run()
    const lastHead = Math.max(
      ...['hanging/late', ...GOOD.map((name) => `prod/${name}`)].map((name) =>
        world.trace.indexOf(`head ${name}`),
      ),
    )
    const firstQuestion = world.trace.findIndex((step) => step === 'list' || step.startsWith('get '))
    expect(lastHead).toBeGreaterThanOrEqual(0)
    expect(firstQuestion).toBeGreaterThan(lastHead)
  })

  it('and one of which we ourselves fail ends the run as failed, but only once the others are recorded', async () => {
    const { world, recordedAfterMs } = oneListHangs(true)
    await expect(world.run()).rejects.toThrow('no credentials could be read')
    expect([...recordedAfterMs.keys()].toSorted()).toEqual(GOOD.map((name) => `prod/${name}`))
  })
})
