import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import type { EventKind } from '../../lambdas/domain/event.ts'
import { TOLD_BY_LIST } from '../../lambdas/recorder/source-client.ts'
import { at, checkpoint, NEXT_FINGERPRINT, uuid } from '../support/listings.ts'
import { configuration, listed, recording } from '../support/recording.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const
const ORDERS = configuration(['orders'], { confirmAfterMs: [5_000, 30_000] })

async function kindsIn(
  world: ReturnType<typeof recording>,
  name = 'prod/orders',
): Promise<readonly EventKind[]> {
  const entries = await world.ledger.readForward(name, 1, 1_000)
  return entries.flatMap(({ entry }) => entry.events.map(({ kind }) => kind))
}

describe('one poll', () => {
  it('reads the head before it asks, keeps the evidence before it appends, and ends with its own entry', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    expect(world.trace).toEqual([
      'head prod/orders',
      'list',
      'get orders',
      'feed orders',
      'evidence',
      'append prod/orders 1',
      // With which configuration the last run was made.
      'head recorder/0',
      'head recorder/0',
      'append recorder/0 1',
      'sequence 0',
    ])
  })

  it('that shows nothing new writes no entry but the run’s, and keeps the answer all the same', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.pass(60)
    const result = await world.run()
    expect(result).toMatchObject({ entries: 1, events: { 'run-completed': 1 }, pipelines: { listed: 1 } })
    expect(world.objects.size).toBe(2)
  })

  it('cites for every event the object, the line and the body it was read from', async () => {
    const world = recording(configuration(['orders', 'payments']))
    world.script('orders', [A])
    world.script('payments', [B])
    await world.run()
    for (const [name, shown] of [
      ['orders', A],
      ['payments', B],
    ] as const) {
      const head = await world.ledger.head(`prod/${name}`)
      const evidence = head?.entry.events[0]?.data['evidence'] as {
        object: string
        line: string
        sha256: string
      }
      const object = world.objects.get(`evidence/${evidence.object}`) ?? new Uint8Array()
      expect(sha256Hex(object)).toBe(evidence.object)
      const line = JSON.parse(
        gunzipSync(object).toString('utf8').split('\n')[Number(evidence.line) - 1] ?? '',
      )
      expect(line.pipeline).toBe(name)
      expect(sha256Hex(line.body)).toBe(evidence.sha256)
      expect(line.body).toContain(shown.uuid)
      expect(head?.entry.evidence).toEqual([evidence.object])
    }
    expect(world.objects.size).toBe(1)
  })

  it('discards what it saw when somebody else was faster, and never compares it with the newer head', async () => {
    let intrude = async (): Promise<void> => {}
    const world = recording(ORDERS, ({ feldera }) => ({
      feldera: {
        ...feldera,
        listCheckpoints: async (source, pipeline) => {
          const answer = await feldera.listCheckpoints(source, pipeline)
          await intrude()
          return answer
        },
      },
    }))
    world.script('orders', [A, B])
    await world.run()
    // While the answer [B, C] is under way, another recorder sees and records [C, D].
    const other = recording(ORDERS, () => ({ ledger: world.ports.ledger, overviews: world.ports.overviews }))
    other.script('orders', [C, D])
    intrude = async () => {
      intrude = async () => {}
      await other.run()
    }
    world.script('orders', [B, C])
    await world.run()
    expect(world.lines).toContainEqual({ name: 'observation-discarded', pipeline: 'prod/orders' })
    const head = await world.ledger.head('prod/orders')
    expect(head?.state.listed.map(({ uuid }) => uuid)).toEqual([C.uuid, D.uuid])
    expect(await kindsIn(world)).not.toContain('checkpoint-reappeared')
    expect(await kindsIn(world)).not.toContain('checkpoint-missing')
  })

  it('at first contact asks for the past again where it was discarded with what was seen', async () => {
    let intrude = async (): Promise<void> => {}
    const past = { recordedAt: at(30), status: 'Running', storageStatus: 'InUse', checkpoints: [A] }
    const world = recording(ORDERS, ({ feldera }) => ({
      feldera: {
        ...feldera,
        listEvents: async (source, pipeline) => {
          const answer = await feldera.listEvents(source, pipeline)
          await intrude()
          return answer
        },
      },
    }))
    // Whoever is faster could not have the feed.
    const other = recording(ORDERS, () => ({ ledger: world.ports.ledger }))
    other.script('orders', [B, C])
    intrude = async () => {
      intrude = async () => {}
      await other.run()
    }
    world.feed('orders', past)
    world.script('orders', [B, C])
    await world.run()
    expect(await world.ledger.head('prod/orders')).toMatchObject({ entry: { seq: 1 } })
    world.pass(60)
    await world.run()
    const entries = await world.ledger.readForward('prod/orders', 2, 10)
    expect(entries[0]?.entry.events).toMatchObject([
      { kind: 'checkpoint-recorded', uuid: A.uuid, data: { via: 'events' } },
      { kind: 'checkpoint-retired', uuid: A.uuid },
    ])
  })
})

describe('a suspicion', () => {
  it('is asked again after each wait, and recorded when every answer agrees', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.script('orders', [B])
    const result = await world.run()
    expect(world.trace.filter((step) => step === 'get orders')).toHaveLength(1 + 3)
    expect(result).toMatchObject({
      events: { 'checkpoint-missing': 1, 'alert-raised': 1 },
      alerts: { firing: 1 },
    })
  })

  it('that a later answer contradicts is forgotten', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.script('orders', [], [A, B])
    expect((await world.run()).events).toEqual({ 'run-completed': 1 })
  })

  it('stands at once where no confirmation is asked for', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [] }))
    world.script('orders', [A])
    await world.run()
    world.script('orders', [{ ...A, fingerprint: NEXT_FINGERPRINT }])
    expect((await world.run()).events).toMatchObject({ 'fingerprint-changed': 1, 'alert-raised': 1 })
  })

  it('that cannot be confirmed is told in the run’s entry, and stands when the next run sees the same', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.script('orders', [B], 'timeout')
    expect((await world.run()).events).toEqual({ 'run-completed': 1 })
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events[0]?.data['suspected']).toEqual([
      { pipeline: 'prod/orders', suspicions: [`gone ${A.uuid}`] },
    ])
    world.script('orders', [B], 'timeout')
    expect((await world.run()).events).toMatchObject({ 'checkpoint-missing': 1 })
  })

  it('keeps the time at which what is missing was last there', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    const seen = (await world.ports.overviews.read('0')).overview?.rows[0]?.settledAt
    world.pass(60)
    world.script('orders', [B], 'timeout')
    await world.run()
    world.pass(60)
    world.script('orders', [B])
    await world.run()
    const head = await world.ledger.head('prod/orders')
    expect(head?.entry.events[0]?.data['last_seen_at']).toBe(seen)
  })
})

describe('silence', () => {
  it.each([
    'network',
    'timeout',
    'malformed',
    'truncated',
    'redirected',
    'not-json',
    'server-error',
  ] as const)('by %s is never taken for removal', async (reason) => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.script('orders', reason)
    expect(await world.run()).toMatchObject({
      pipelines: { unobservable: 1 },
      events: { 'run-completed': 1 },
    })
    expect((await world.ledger.head('prod/orders'))?.state.listed).toHaveLength(2)
  })

  it('that lasts raises one alert, which being seen again resolves', async () => {
    const world = recording(configuration(['orders'], { unobservableAfterMs: 60_000 }))
    world.script('orders', [A])
    await world.run()
    world.script('orders', 'network')
    for (let minute = 0; minute < 4; minute += 1) {
      await world.run()
      world.pass(60)
    }
    world.script('orders', [A])
    await world.run()
    expect(await kindsIn(world)).toEqual([
      'checkpoint-recorded',
      'pipeline-unobservable',
      'alert-raised',
      'pipeline-observable',
      'alert-resolved',
    ])
    const head = await world.ledger.head('prod/orders')
    expect(head?.entry.events[0]?.data).toMatchObject({ reason: 'network', unobserved_seconds: '240' })
  })

  it('of a stopped pipeline never raises an alert', async () => {
    const world = recording(configuration(['orders'], { unobservableAfterMs: 0 }))
    world.script('orders', 'stopped')
    await world.run()
    world.pass(3_600)
    expect((await world.run()).events).toEqual({ 'run-completed': 1 })
  })
})

describe('a run', () => {
  it('leaves an entry that says what was and what was not seen, and by which configuration', async () => {
    const world = recording(configuration(['orders', 'broken']))
    world.script('orders', [A])
    world.script('broken', 'forbidden')
    await world.run()
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events[0]).toMatchObject({
      kind: 'run-completed',
      data: {
        configuration: sha256Hex('{}'),
        listed: '1',
        unobservable: '1',
        skipped: '0',
        entries: '2',
        not_seen: [{ pipeline: 'prod/broken', reason: 'forbidden' }],
      },
    })
    expect(head?.entry.evidence).toEqual(
      [...world.objects.keys()].map((name) => name.slice('evidence/'.length)),
    )
  })

  it('is not ended by one pipeline’s failure, which stays its own', async () => {
    const world = recording(configuration(['orders', 'cursed']), ({ ledger }) => ({
      ledger: {
        ...ledger,
        append: async (sealed) => {
          if (sealed.entry.ledger === 'prod/cursed') throw new Error('table on fire')
          return ledger.append(sealed)
        },
      },
    }))
    world.script('orders', [A])
    world.script('cursed', [B])
    expect(await world.run()).toMatchObject({ pipelines: { listed: 1, skipped: 1 }, entries: 2 })
    expect(world.lines).toContainEqual({
      name: 'pipeline-failed',
      pipeline: 'prod/cursed',
      error: 'table on fire',
    })
    expect(await kindsIn(world)).toEqual(['checkpoint-recorded'])
  })

  it('rejects where its own entry cannot be written: that it ran would be a claim without proof', async () => {
    const world = recording(ORDERS, ({ ledger }) => ({
      ledger: { ...ledger, append: () => Promise.reject(new Error('table on fire')) },
    }))
    world.script('orders', [A])
    await expect(world.run()).rejects.toThrow('table on fire')
  })

  it('takes the next place where another run was faster', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A])
    await Promise.all([world.run(), world.run()])
    const runs = await kindsIn(world, 'recorder/0')
    expect(runs).toEqual(['run-completed', 'run-completed'])
  })

  it('begins nothing after its time, and the next one begins with what was left out', async () => {
    const world = recording(configuration(['a', 'b']))
    world.script('a', [A])
    world.script('b', [B])
    const late = await world.run({ beginUntilMs: 0 })
    expect(late.pipelines).toEqual({ listed: 0, unobservable: 0, skipped: 2 })
    const seen = recording(configuration(['b']), () => ({ overviews: world.ports.overviews }))
    seen.script('b', [B])
    await seen.run()
    world.pass(60)
    await world.run()
    expect(world.trace.filter((step) => step.startsWith('get'))).toEqual(['get a', 'get b'])
  })

  it('keeps no evidence object for a source it had no credentials for, and says why it saw nothing', async () => {
    const world = recording(ORDERS, ({ feldera }) => ({
      feldera: {
        ...feldera,
        listCheckpoints: async () => ({
          answers: [],
          observation: { kind: 'unobservable', reason: 'no-credentials', detail: '' },
        }),
        listPipelines: async () => ({
          answers: [],
          list: { kind: 'not-had', reason: 'no-credentials', detail: '' },
        }),
      },
    }))
    await world.run()
    expect(world.objects.size).toBe(0)
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events[0]?.data['not_seen']).toEqual([
      { pipeline: 'prod/orders', reason: 'no-credentials' },
    ])
  })

  it('finds pipelines by pattern, and keeps those it knew when the source cannot list them', async () => {
    const world = recording(configuration(['fraud-*']))
    world.script('fraud-1', [A])
    world.script('orders', [B])
    world.list([listed('fraud-1'), listed('orders', { id: uuid('01900000-0000-7000-8000-00000000000b') })])
    expect((await world.run()).pipelines).toMatchObject({ listed: 1 })
    world.list('server-error')
    expect((await world.run()).pipelines).toMatchObject({ listed: 1 })
    expect(await world.ledger.head('prod/orders')).toBeUndefined()
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events[0]?.data['sources_unlisted']).toEqual([
      { source: 'prod', reason: 'server-error' },
    ])
    expect(head?.entry.events[0]?.data['sources']).toMatchObject([
      { list: 'server-error', not_known: [...TOLD_BY_LIST] },
    ])
  })

  it.each([
    ['what an older server’s list lacks', ['storage_status_details'] as const],
    ['nothing where it lacks nothing', undefined],
  ])('says what is not known for want of the source’s list: %s', async (_, lacks) => {
    const world = recording(ORDERS, ({ feldera }) => ({
      feldera: {
        ...feldera,
        listPipelines: async () => ({
          answers: [],
          list: { kind: 'had', pipelines: [listed('orders')], ...(lacks === undefined ? {} : { lacks }) },
        }),
      },
    }))
    world.script('orders', [A])
    await world.run()
    const head = await world.ledger.head('recorder/0')
    const said = { source: 'prod', host: '127.0.0.1:1', watched: '1', unobservable: '0', list: 'had' }
    expect(head?.entry.events[0]?.data['sources']).toEqual([
      { ...said, ...(lacks === undefined ? {} : { not_known: lacks }) },
    ])
  })
})

describe('an overview that cannot be read', () => {
  it('is as good as none: the run goes on, says so and writes it anew', async () => {
    let version = 3
    const world = recording(ORDERS, ({ overviews }) => ({
      overviews: {
        ...overviews,
        read: async () => ({ overview: undefined, version, unreadable: 'data cannot be read' }),
        write: async (_overview, readVersion) => {
          version = readVersion + 1
          return 'written'
        },
      },
    }))
    world.script('orders', [A, B])
    expect((await world.run()).pipelines).toMatchObject({ listed: 1 })
    expect(world.lines).toContainEqual({
      name: 'overview-unreadable',
      shard: '0',
      error: 'data cannot be read',
    })
    expect(version).toBe(4)
  })
})

describe('a first sight', () => {
  it('is baseline once, also where the first answers were empty', async () => {
    const world = recording(ORDERS)
    world.script('orders', [])
    await world.run()
    world.script('orders', [A])
    await world.run()
    const head = await world.ledger.head('prod/orders')
    expect(head?.entry.events[0]?.data['baseline']).toBeUndefined()
  })

  it('of a checkpoint that came back after it had ended is none', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.script('orders', [B, C])
    await world.run()
    world.script('orders', [A, B, C])
    await world.run()
    expect(await kindsIn(world)).toEqual([
      'checkpoint-recorded',
      'checkpoint-recorded',
      'checkpoint-recorded',
      'checkpoint-retired',
      'checkpoint-reappeared',
    ])
  })
})

describe('what a review found', () => {
  it('many unconfirmed suspicions fit a run’s entry, and stand in the next run', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `p${i}`)
    const world = recording(configuration(names, { keepLast: 'all' }))
    const list = Array.from({ length: 120 }, (_, i) => checkpoint(i + 1))
    for (const name of names) world.script(name, list)
    await world.run()
    for (let run = 0; run < 2; run += 1) {
      world.pass(60)
      for (const name of names) world.script(name, list.slice(-1), 'network', 'network')
      await world.run()
    }
    expect((await kindsIn(world, 'prod/p0')).filter((kind) => kind === 'checkpoint-missing')).toHaveLength(
      119,
    )
  })

  it('an unconfirmed empty list makes nothing stale', async () => {
    const world = recording(configuration(['orders'], { staleAfterMs: 3_600_000 }))
    world.script('orders', [checkpoint(1)])
    await world.run()
    world.pass(7_200)
    world.script('orders', [checkpoint(7_190)])
    await world.run()
    world.pass(60)
    world.script('orders', [], 'network', 'network')
    expect((await world.run()).events).toEqual({ 'run-completed': 1 })
  })

  it('confirming does not outlast the time of a run: the suspicion is told to the next one', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A, B])
    await world.run()
    world.script('orders', [B])
    const before = world.ports.clock.now()
    expect((await world.run({ beginUntilMs: before + 1_000 })).events).toEqual({ 'run-completed': 1 })
    expect(world.ports.clock.now() - before).toBeLessThanOrEqual(1_000)
    expect((await world.run()).events).toMatchObject({ 'checkpoint-missing': 1 })
  })

  it('a run that could record nothing of any pipeline has failed, and its entry says so', async () => {
    const world = recording(ORDERS, ({ archive }) => ({
      archive: { ...archive, put: () => Promise.reject(new Error('no room')) },
    }))
    world.script('orders', [A])
    await expect(world.run()).rejects.toThrow('nothing could be recorded')
    expect(await kindsIn(world, 'recorder/0')).toEqual(['run-completed'])
    expect(world.lines.map(({ name }) => name)).not.toContain('run-completed')
  })

  it('what only a list showed that could not be kept is recorded by the next run', async () => {
    let isAway = true
    const world = recording(ORDERS, ({ archive }) => ({
      archive: {
        ...archive,
        put: async (name, bytes, options) => {
          if (isAway) throw new Error('away')
          return archive.put(name, bytes, options)
        },
      },
    }))
    world.list([
      listed('orders', { deploymentStatus: 'Stopped', details: { kind: 'listed', checkpoints: [A] } }),
    ])
    await expect(world.run()).rejects.toThrow('nothing could be recorded')
    expect(await world.ledger.head('prod/orders')).toBeUndefined()
    isAway = false
    expect((await world.run()).events).toMatchObject({ 'checkpoint-recorded': 1 })
  })

  it('an outage that ended before a run died is not counted on', async () => {
    const world = recording(configuration(['orders'], { unobservableAfterMs: 900_000 }))
    world.script('orders', [A])
    await world.run()
    world.pass(60)
    world.script('orders', 'network')
    await world.run()
    world.pass(600)
    const dying = recording(configuration(['orders']), () => ({
      ledger: world.ports.ledger,
      overviews: { ...world.ports.overviews, write: () => Promise.reject(new Error('killed')) },
    }))
    dying.script('orders', [A, B])
    dying.pass(660)
    await expect(dying.run()).rejects.toThrow('killed')
    world.pass(600)
    world.script('orders', 'network')
    expect((await world.run()).events).toEqual({ 'run-completed': 1 })
  })
})
