import { describe, expect, it } from 'vitest'
import { instant, unixMs } from '../../lambdas/domain/instant.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import type { RunPorts } from '../../lambdas/recorder/run.ts'
import { checkpoint, T0 } from '../support/listings.ts'
import { configuration, listed, recording } from '../support/recording.ts'

const ORDERS = configuration(['orders', 'clicks'], { confirmAfterMs: [] })
const [A, B] = [checkpoint(60), checkpoint(120)] as const

function told(lines: readonly RecorderLine[], name: RecorderLine['name']): readonly RecorderLine[] {
  return lines.filter((line) => line.name === name)
}

/** A source whose list answers with this `Date`, `tookMs` after it was asked. */
function clocked(date: string | undefined, tookMs = 0) {
  return ({ feldera, clock }: RunPorts): Partial<RunPorts> => ({
    feldera: {
      ...feldera,
      listPipelines: async (source) => {
        const { answers, list } = await feldera.listPipelines(source)
        const receivedAt = instant(clock.now() + tookMs)
        const headers = date === undefined ? {} : { date }
        return { list, answers: answers.map((answer) => ({ ...answer, headers, receivedAt })) }
      },
    },
  })
}

describe('a source that refuses our credentials', () => {
  it.each(['unauthorized', 'forbidden', 'tenant-required', 'no-credentials'] as const)(
    'is named, with how many pipelines go unseen: %s',
    async (reason) => {
      const world = recording(ORDERS)
      world.script('orders', reason)
      world.script('clicks', [A, B])
      await world.run()
      expect(told(world.lines, 'source-unauthorized')).toEqual([
        { name: 'source-unauthorized', source: 'prod', reason, pipelines: 1 },
      ])
    },
  )

  it('is not one that refuses its list alone, and not one that cannot be reached', async () => {
    const world = recording(ORDERS)
    world.list('forbidden')
    world.script('orders', [A, B])
    world.script('clicks', 'timeout')
    await world.run()
    expect(told(world.lines, 'source-unauthorized')).toEqual([])
  })

  it('is one whose list is refused where only patterns are watched: nothing is found, so nothing would be told', async () => {
    const world = recording(configuration(['fraud-*']))
    world.list('unauthorized')
    await world.run()
    expect(told(world.lines, 'source-unauthorized')).toEqual([
      { name: 'source-unauthorized', source: 'prod', reason: 'unauthorized', pipelines: 0 },
    ])
  })
})

describe('the clocks', () => {
  const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toUTCString()

  it.each([
    [61, 61],
    [-62, -61],
    [86_400, 86_400],
  ])('are told apart where a source is %i s ahead', async (seconds, said) => {
    const world = recording(ORDERS, clocked(at(seconds)))
    world.list([listed('orders')])
    await world.run()
    expect(told(world.lines, 'clock-offset')).toEqual([
      { name: 'clock-offset', source: 'prod', seconds: said },
    ])
  })

  it.each([
    ['59 s', clocked(at(59))],
    ['the time that an answer took', clocked(at(70), 90_000)],
    ['no date', clocked(undefined)],
    ['a date that is none', clocked('yesterday')],
  ])('agree, as far as anybody can say: %s', async (_what, source) => {
    const world = recording(ORDERS, source)
    world.list([listed('orders')])
    await world.run()
    expect(unixMs(instant(T0))).toBe(T0)
    expect(told(world.lines, 'clock-offset')).toEqual([])
  })
})

describe('the log', () => {
  it('that cannot grow is told of as that, and the run has failed', async () => {
    const world = recording(ORDERS, () => ({ sequence: () => Promise.reject(new Error('KMS: denied')) }))
    world.script('orders', [A, B])
    await expect(world.run()).rejects.toThrow('KMS: denied')
    expect(told(world.lines, 'log-not-grown')).toEqual([
      { name: 'log-not-grown', entries: 2, error: 'KMS: denied' },
    ])
    expect(told(world.lines, 'run-completed')).toEqual([])
  })
})
