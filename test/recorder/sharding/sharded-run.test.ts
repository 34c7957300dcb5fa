import { describe, expect, it } from 'vitest'
import { instant } from '../../../lambdas/domain/instant.ts'
import type { Overview } from '../../../lambdas/domain/overview.ts'
import { covers } from '../../../lambdas/domain/share.ts'
import { NO_PING } from '../../../lambdas/recorder/ping.ts'
import { createRecorder, type RecorderOptions } from '../../../lambdas/recorder/recorder.ts'
import { planEvenly } from '../../../lambdas/recorder/sharding/plan.ts'
import {
  parseShardTick,
  type ShardTick,
  shardTickText,
} from '../../../lambdas/recorder/sharding/shard-tick.ts'
import { workOff } from '../../../lambdas/recorder/sharding/work-off.ts'
import { checkpoint } from '../../support/listings.ts'
import { configuration, recording } from '../../support/recording.ts'

const NAMES = Array.from({ length: 12 }, (_, i) => `p${i}`)
const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const
const WATCHED = configuration(NAMES, { confirmAfterMs: [] })
const OPTIONS: RecorderOptions = {
  configuration: WATCHED,
  configurationHash: 'c0'.repeat(32),
  configurationBytes: Buffer.from('{}'),
  everyMs: 60_000,
  rehearseEveryMs: null,
}

function world(watched = WATCHED) {
  const recorded = recording(watched)
  for (const name of NAMES) recorded.script(name, [A, B])
  const options = { ...OPTIONS, configuration: watched, beginUntilMs: Number.POSITIVE_INFINITY }
  const ticks = (shards: number): readonly ShardTick[] => {
    const tick = instant(recorded.ports.clock.now())
    return planEvenly(watched, shards).map(({ shard, shares }) => ({ shard, tick, shares: shares ?? [] }))
  }
  return {
    ...recorded,
    options,
    ticks,
    work: (tick: ShardTick) => workOff(recorded.ports, tick, options),
    all: async (shards: number) => {
      for (const tick of ticks(shards)) await workOff(recorded.ports, tick, options)
    },
    overviews: async () => recorded.ports.overviews.all(),
    runs: async (shard: string) => {
      const entries = await recorded.ledger.readForward(`recorder/${shard}`, 1, 100)
      return entries.flatMap(({ entry }) => entry.events.filter(({ kind }) => kind === 'run-completed'))
    },
  }
}

function namesIn(overview: Overview | undefined): readonly string[] {
  return (overview?.rows ?? []).map(({ ledger }) => ledger.slice('prod/'.length)).toSorted()
}

describe('a tick that is handed out to shards', () => {
  it('polls every pipeline once, each in its shard, and leaves one entry a shard', async () => {
    const { all, trace, runs, overviews } = world()
    await all(3)
    for (const what of ['get ', 'head prod/'])
      expect(trace.filter((one) => one.startsWith(what))).toHaveLength(NAMES.length)
    for (const shard of ['0', '1', '2']) expect(await runs(shard)).toHaveLength(1)
    const rows = (await overviews()).flatMap(namesIn)
    expect(rows.toSorted()).toEqual(NAMES.toSorted())
  })

  it('says in each entry which part it was, and speaks of no pipeline of another’s', async () => {
    const { all, runs } = world()
    await all(2)
    const [run] = await runs('1')
    expect(run?.data['shares']).toEqual([{ source: 'prod', part: '1', parts: '2' }])
    expect(run?.data['sources']).toMatchObject([
      {
        source: 'prod',
        watched: String(
          NAMES.filter((name) => covers([{ source: 'prod', part: 1, parts: 2 }], 'prod', name)).length,
        ),
      },
    ])
  })

  it('does a part that is delivered twice once', async () => {
    const { ticks, work, trace, runs, lines } = world()
    const [first] = ticks(2)
    if (first === undefined) throw new Error('no part')
    await work(first)
    const polled = trace.length
    expect(await work(first)).toBe('shard-tick-repeated')
    expect(trace).toHaveLength(polled)
    expect(await runs('0')).toHaveLength(1)
    expect(lines.map(({ name }) => name)).toContain('shard-tick-repeated')
  })

  it('leaves one entry where the same part is worked off by two at once', async () => {
    const { ticks, work, runs } = world()
    const [first] = ticks(2)
    if (first === undefined) throw new Error('no part')
    await Promise.all([work(first), work(first)])
    expect(await runs('0')).toHaveLength(1)
  })

  it('drops a part that waited for two periods, and says so', async () => {
    const { ticks, work, pass, trace } = world()
    const [first] = ticks(2)
    if (first === undefined) throw new Error('no part')
    pass(121)
    expect(await work(first)).toBe('shard-tick-stale')
    expect(trace.filter((one) => one.startsWith('get '))).toEqual([])
  })

  it('tells a loss after pipelines have moved to other shards as it would have before', async () => {
    const { all, run, script, pass, ledger, overviews } = world()
    await run()
    pass(60)
    for (const name of NAMES) script(name, [B])
    await all(3)
    for (const name of NAMES) {
      const head = await ledger.head(`prod/${name}`)
      expect(head?.state.totals['checkpoint-missing']).toBe(1)
      expect(head?.state.totals['coverage-gap']).toBeUndefined()
    }
    pass(60)
    await all(3)
    // What has moved stands in its new shard only.
    expect((await overviews()).flatMap(namesIn).toSorted()).toEqual(NAMES.toSorted())
  })

  it('keeps the row of a pipeline that moved until its new shard has seen it', async () => {
    const { run, ticks, work, pass, overviews } = world()
    await run()
    pass(60)
    const [first] = ticks(3)
    if (first === undefined) throw new Error('no part')
    await work(first)
    expect(namesIn((await overviews()).find(({ shard }) => shard === '0'))).toEqual(NAMES.toSorted())
  })

  it('goes back to one shard, which knows what all have seen', async () => {
    const { all, pass, run, ledger, script, overviews } = world()
    await all(3)
    pass(60)
    for (const name of NAMES) script(name, [B, C])
    await run()
    for (const name of NAMES) expect((await ledger.head(`prod/${name}`))?.state.listed).toHaveLength(2)
    const first = (await overviews()).find(({ shard }) => shard === '0')
    expect(namesIn(first)).toEqual(NAMES.toSorted())
    expect(first?.rows.every(({ firstObservedAt, observedAt }) => firstObservedAt !== observedAt)).toBe(true)
  })

  it('resolves the alerts of a pipeline that nobody watches any more, whichever shard had it', async () => {
    const { all, script, pass, ledger, ports, options } = world()
    await all(3)
    pass(60)
    for (const name of NAMES) script(name, [B])
    await all(3)
    pass(60)
    const left = configuration(NAMES.slice(1), { confirmAfterMs: [] })
    const tick = instant(ports.clock.now())
    for (const { shard, shares } of planEvenly(left, 3))
      await workOff(ports, { shard, tick, shares: shares ?? [] }, { ...options, configuration: left })
    expect((await ledger.head('prod/p0'))?.state.alerts).toEqual([])
    expect((await ledger.head('prod/p1'))?.state.alerts).toHaveLength(1)
  })
})

describe('the recorder', () => {
  const many = configuration(
    Array.from({ length: 2_001 }, (_, i) => `p${i}`),
    { confirmAfterMs: [] },
  )

  it('polls everything itself where it can', async () => {
    const { ports, runs } = world()
    const sent: ShardTick[] = []
    const recorder = createRecorder(
      { ...ports, send: async (ticks) => void sent.push(...ticks), ping: NO_PING },
      OPTIONS,
    )
    await recorder({ kind: 'tick' }, 60_000)
    expect(sent).toEqual([])
    expect(await runs('0')).toHaveLength(1)
  })

  it('reads its overview once a tick, whoever hands the tick out', async () => {
    const { ports, ticks } = world()
    const reads: string[] = []
    const { overviews: plain } = ports
    const overviews: typeof plain = {
      ...plain,
      read: (shard) => {
        reads.push(shard)
        return plain.read(shard)
      },
      readAll: () => {
        reads.push('all')
        return plain.readAll()
      },
    }
    const recorder = createRecorder({ ...ports, overviews, send: async () => {}, ping: NO_PING }, OPTIONS)
    for (let i = 0; i < 2; i += 1) await recorder({ kind: 'tick' }, 60_000)
    expect(reads).toEqual(['all', 'all'])
    const Records = ticks(1).map((tick) => ({ messageId: '0', body: shardTickText(tick) }))
    await recorder({ Records } as Parameters<typeof recorder>[0], 60_000)
    expect(reads).toEqual(['all', 'all', '0'])
  })

  it('hands the tick out where it cannot, and works off what comes back from the queue', async () => {
    const { ports, runs, script } = world(many)
    // Nothing but the first few is answered: the others are unobservable, which costs less.
    for (let i = 0; i < 20; i += 1) script(`p${i}`, [A])
    const sent: ShardTick[] = []
    const options = { ...OPTIONS, configuration: many }
    const recorder = createRecorder(
      { ...ports, send: async (ticks) => void sent.push(...ticks), ping: NO_PING },
      options,
    )
    expect(await recorder({ kind: 'tick' }, 60_000)).toBeUndefined()
    expect(sent.map(({ shard }) => shard)).toEqual(['0', '1'])
    expect(await runs('0')).toEqual([])
    const Records = sent.map((tick, i) => ({ messageId: String(i), body: shardTickText(tick) }))
    const answer = await recorder({ Records } as Parameters<typeof recorder>[0], 60_000)
    expect(answer).toEqual({ batchItemFailures: [] })
    for (const shard of ['0', '1']) expect(await runs(shard)).toHaveLength(1)
  })

  it('gives back only the part that failed, and says why', async () => {
    const { ports, lines, ticks } = world()
    const recorder = createRecorder({ ...ports, send: async () => {}, ping: NO_PING }, OPTIONS)
    const [first] = ticks(2)
    if (first === undefined) throw new Error('no part')
    const Records = [
      { messageId: 'bad', body: '{"shard":"0","tick":"now","shares":[]}' },
      { messageId: 'good', body: shardTickText(first) },
    ]
    const answer = await recorder({ Records } as Parameters<typeof recorder>[0], 60_000)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] })
    expect(lines.map(({ name }) => name)).toContain('shard-failed')
  })

  it('pings once a tick that is done, and of every part that failed', async () => {
    const { ports, ticks } = world()
    const pinged: string[] = []
    const ping = async (outcome: string, withinMs: number): Promise<void> => {
      expect(withinMs).toBe(59_000)
      pinged.push(outcome)
    }
    const recorder = createRecorder({ ...ports, send: async () => {}, ping }, OPTIONS)
    await recorder({ kind: 'tick' }, 60_000)
    expect(pinged).toEqual(['completed'])
    const parts = [...ticks(2).map(shardTickText), '{}']
    const Records = parts.map((body, i) => ({ messageId: String(i), body }))
    await recorder({ Records } as Parameters<typeof recorder>[0], 60_000)
    expect(pinged).toEqual(['completed', 'completed', 'failed'])
    const overviews = { ...ports.overviews, readAll: () => Promise.reject(new Error('away')) }
    const failing = createRecorder({ ...ports, overviews, send: async () => {}, ping }, OPTIONS)
    await expect(failing({ kind: 'tick' }, 60_000)).rejects.toThrow('away')
    expect(pinged.slice(3)).toEqual(['failed'])
  })

  it('says nothing to anybody outside of a tick that it handed out: its parts are not done', async () => {
    const { ports } = world(many)
    const pinged: string[] = []
    const ping = async (outcome: string): Promise<void> => void pinged.push(outcome)
    const recorder = createRecorder(
      { ...ports, send: async () => {}, ping },
      { ...OPTIONS, configuration: many },
    )
    await recorder({ kind: 'tick' }, 60_000)
    expect(pinged).toEqual([])
  })

  it('says which shard has not finished a run for three periods', async () => {
    const { ports, lines, pass } = world(many)
    const options = { ...OPTIONS, configuration: many }
    const sent: ShardTick[] = []
    const recorder = createRecorder(
      { ...ports, send: async (ticks) => void sent.push(...ticks), ping: NO_PING },
      options,
    )
    await recorder({ kind: 'tick' }, 60_000)
    for (const tick of sent) await workOff(ports, tick, { ...options, beginUntilMs: ports.clock.now() - 1 })
    pass(181)
    await recorder({ kind: 'tick' }, 60_000)
    expect(lines.filter(({ name }) => name === 'shard-late')).toMatchObject([{ shard: '0' }, { shard: '1' }])
  })
})

describe('a part in the queue', () => {
  it('is read back as it was sent, and anything else is refused', () => {
    const tick: ShardTick = { shard: '3', tick: instant(0), shares: [{ source: 'prod', part: 1, parts: 2 }] }
    expect(parseShardTick(shardTickText(tick))).toEqual(tick)
    for (const text of ['', '[]', '{}', '{"shard":"x","tick":"1970-01-01T00:00:00.000Z","shares":[]}'])
      expect(() => parseShardTick(text)).toThrow()
  })
})
