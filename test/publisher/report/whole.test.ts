import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../lambdas/domain/canonical.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import type { ReportPorts } from '../../../lambdas/publisher/report/ports.ts'
import { parseConfiguration } from '../../../lambdas/recorder/configuration/parse-configuration.ts'
import { appendAll } from '../../support/asking.ts'
import { havingSeen, sealEvents } from '../../support/believing.ts'
import { at, checkpoint, timedUuid } from '../../support/listings.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'
import { recording } from '../../support/recording.ts'
import { memoryReportStores } from '../../support/report-stores.ts'
import { reportStory } from '../../support/report-story.ts'
import { portsOver, reported } from './reporting.ts'

const removed = { kind: 'pipeline-removed', severity: 'warning', data: { cleared: '1' } } as const
const ended = {
  kind: 'checkpoint-cleared',
  severity: 'silent',
  uuid: timedUuid(1),
  data: {
    ...fieldsOf(checkpoint(1)),
    first_seen_at: at(0),
    last_seen_at: at(50),
    recorded_seq: '1',
    cause: 'pipeline-removed',
  },
} as const

describe('a pipeline that was removed', () => {
  async function gone() {
    const ledger = createMemoryLedger()
    const first = havingSeen(checkpoint(1))
    await appendAll(ledger, [first, ...sealEvents(first, [removed, ended], 300)])
    return portsOver(ledger)
  }

  it('is in the report of the period in which that was said, and observed until then', async () => {
    const { of } = await reported(await gone(), at(0), at(600))
    expect(of('prod/orders')).toMatchObject({
      status: 'removed',
      recorded: 1,
      cleared: 1,
      listed: 0,
      oldest: null,
      observed_until: at(300),
      coverage: 100,
    })
  })

  it('is left out of later ones, which say so, and is there in one that ends before', async () => {
    const late = await reported(await gone(), at(400), at(600))
    expect([late.whole.pipelines, late.whole.totals.pipelines_ended_before]).toEqual([[], 1])
    const early = await reported(await gone(), at(0), at(300))
    expect(early.of('prod/orders')).toMatchObject({ status: 'observed', listed: 1, cleared: 0 })
  })
})

describe('a pipeline that is no longer watched', () => {
  it('is observed until the configuration left it out, and left out of periods behind that', async () => {
    const { ports } = await reportStory({ minutes: 100 })
    const during = await reported(ports, at(0), at(6_000))
    expect(during.of('prod/clicks')).toMatchObject({
      watched: false,
      observed_until: at(3_600),
      policy: null,
    })
    const behind = await reported(ports, at(3_660), at(6_000))
    expect(behind.whole.pipelines.map(({ name }) => name)).toEqual(['never', 'orders', 'payments'])
    expect(behind.whole.totals.pipelines_ended_before).toBe(1)
  })
})

it('the figures of the story are those that can be counted on the fingers', async () => {
  const { ports } = await reportStory()
  const { whole, of } = await reported(ports, at(0), at(7_200))
  expect(whole.runs).toMatchObject([{ done: 110, expected: 120, missed: 10, longest_between_seconds: 660 }])
  // Minutes 15 to 24 of clicks; all of never until the last run.
  expect(of('prod/clicks')).toMatchObject({ unobservable_seconds: 600, runs_not_seen: 10, coverage: 100 })
  expect(of('prod/never')).toMatchObject({ unobservable_seconds: 7_140, runs_not_seen: 110, coverage: null })
  expect(of('prod/orders')).toMatchObject({ missing: 2, holds_broken: 1, acknowledge_max_seconds: 1_980 })
  expect(of('prod/orders').holds).toMatchObject([{ actor: 'ada', reason: 'audit 2026', broken_at: at(720) }])
  expect(of('prod/payments').fingerprints.map(({ cause, recorded }) => [cause, recorded])).toEqual([
    ['first-sight', 23],
    ['unexplained', 1],
  ])
  expect(whole.configurations.map(({ since, until }) => [since, until])).toEqual([
    [at(3_600), null],
    [at(0), at(3_600)],
  ])
  expect(of('prod/orders')).toMatchObject({ policy_since: at(3_600), stale_after_seconds: 120 })
  expect(of('prod/payments').policy_since).toBe(at(0))
})

it('what could not be seen at the end was observed until then, and is covered as far as that', async () => {
  const { ports } = await reportStory({ minutes: 30 })
  const { of } = await reported(ports, at(0), at(1_230))
  expect(of('prod/clicks')).toMatchObject({
    status: 'unobservable',
    observed_until: at(900),
    unobservable_seconds: 300,
    coverage: 100,
  })
})

it('several shards are one report: each with its runs and its configuration', async () => {
  const text = (pipeline: string, keepLast: number) =>
    JSON.stringify({
      sources: [{ name: 'prod', url: 'https://x.example', pipelines: [pipeline] }],
      policy: { keepLast },
    })
  const configured = (pipeline: string, keepLast: number) => {
    const parsed = parseConfiguration(text(pipeline, keepLast))
    if (parsed.kind === 'invalid') throw new Error('not valid')
    const bytes = Buffer.from(text(pipeline, keepLast))
    return {
      configuration: parsed.configuration,
      configurationBytes: bytes,
      configurationHash: sha256Hex(bytes),
    }
  }
  const archive = createMemoryArchive()
  const kept = recording(configured('a', 2).configuration, () => ({ archive }))
  for (const name of ['a', 'b']) kept.script(name, [checkpoint(1)])
  for (let i = 0; i < 4; i += 1) {
    await kept.run({ ...configured('a', 2), shard: '0' })
    if (i !== 2) await kept.run({ ...configured('b', 7), shard: '1' })
    kept.pass(60)
  }
  const { ledger, overviews, clock } = kept.ports
  const ports: ReportPorts = { ledger, overviews, archive, origin: 'x', clock, reports: memoryReportStores() }
  const { whole, of } = await reported(ports, at(0), at(240))
  expect(whole.runs.map(({ shard, done, missed }) => [shard, done, missed])).toEqual([
    ['0', 4, 0],
    ['1', 3, 1],
  ])
  expect(whole.totals).toMatchObject({ runs_done: 7, runs_missed: 1, pipelines: 2 })
  expect([of('prod/a').policy?.keepLast, of('prod/b').policy?.keepLast]).toEqual([2, 7])
})

it('knows a pipeline of which the log alone knows, and one that only the configuration names', async () => {
  const { ports } = await reportStory({ minutes: 20 })
  const draft = { at: at(0), by: 'recorder', epoch: null, evidence: [], ledger: 'old/lost', run: 'r' }
  const one = checkpoint(0)
  const event = {
    kind: 'checkpoint-recorded',
    severity: 'silent',
    uuid: one.uuid,
    data: fieldsOf(one),
  } as const
  await appendAll(ports.ledger, sealAll(undefined, { ...draft, events: [event] }))
  const logged = memoryReportStores({ watermarks: async () => new Map([['0', new Map([['old/lost', 1]])]]) })
  const lost = { ...ports, reports: logged, overviews: { ...ports.overviews, all: async () => [] } }
  const { whole, of } = await reported(lost, at(0), at(1_200))
  expect(whole.pipelines.map(({ pipeline }) => pipeline)).toEqual([
    'old/lost',
    'prod/clicks',
    'prod/never',
    'prod/orders',
    'prod/payments',
  ])
  expect(of('old/lost')).toMatchObject({ watched: false, recorded: 1 })
  expect(whole.sources.map(({ source, recorded }) => [source, recorded])[0]).toEqual(['old', 1])
})

it('refuses to add up a ledger whose entries do not follow from each other', async () => {
  const { ports, ledger } = await reportStory({ minutes: 20 })
  const edited = {
    ...ports,
    ledger: {
      ...ledger,
      // One entry was taken out, and those behind it renumbered.
      readForward: async (name: string, seq: number, limit: number) => {
        const page = await ledger.readForward(name, seq, limit)
        const cut = page.filter(({ entry }) => entry.ledger !== 'prod/orders' || entry.seq !== 7)
        return cut.map((sealed, i) => ({ ...sealed, entry: { ...sealed.entry, seq: seq + i } }))
      },
    },
  }
  await expect(reported(edited, at(0), at(1_200))).rejects.toThrow('prod/orders 7: does not follow')
})
