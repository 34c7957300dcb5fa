import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { isFeedsTurn } from '../../lambdas/recorder/pipeline/feed-turn.ts'
import { told } from '../support/believing.ts'
import { at, checkpoint, timedUuid, u64 } from '../support/listings.ts'
import { configuration, listed, type Recording, recording } from '../support/recording.ts'

const ORDERS = configuration(['orders'], { confirmAfterMs: [5_000] })
const every60s = (n: number): CheckpointMetadata => checkpoint(60 * n)

/** What the feed noted `seconds` after the beginning: the newest two of a checkpoint a minute, or these. */
function noted(seconds: number, other: Partial<FeedList> = {}): FeedList {
  const newest = Math.floor(seconds / 60)
  return {
    recordedAt: at(seconds),
    status: 'Running',
    storageStatus: 'InUse',
    checkpoints: [every60s(newest - 1), every60s(newest)],
    ...other,
  }
}

async function having(...checkpoints: readonly CheckpointMetadata[]): Promise<Recording> {
  const world = recording(ORDERS)
  world.list([listed('orders')])
  world.script('orders', checkpoints)
  await world.run()
  return world
}

async function lastEvents(world: Recording) {
  return (await world.ledger.head('prod/orders'))?.entry.events ?? []
}

describe('between two observations that share nothing', () => {
  it('the feed tells of all that came and went, with the bounds of their lives', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.feed('orders', noted(70), noted(130), noted(190), noted(250))
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    const events = await lastEvents(world)
    const recorded = events.filter(({ kind }) => kind === 'checkpoint-recorded')
    expect(recorded.map(({ uuid }) => uuid)).toEqual([1, 2, 3, 4, 5].map((n) => every60s(n).uuid))
    expect(recorded[0]?.data).toMatchObject({ via: 'events', first_seen_at: at(70) })
    expect(recorded[4]?.data['via']).toBeUndefined()
    const retired = events.find(
      ({ kind, uuid }) => kind === 'checkpoint-retired' && uuid === every60s(1).uuid,
    )
    expect(retired?.data).toMatchObject({ via: 'events', first_seen_at: at(70), last_seen_at: at(130) })
    expect(events.map(({ kind }) => kind)).not.toContain('coverage-gap')
    expect(told(events).join()).not.toMatch(/missing|reappeared/)
    const [overview] = await world.ports.overviews.all()
    expect(overview?.rows[0]?.coverage).toBe(100)
  })

  it('what was noted while the answer was on its way is newer than the answer, and no loss', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [] }), ({ feldera, clock }) => ({
      feldera: {
        ...feldera,
        listCheckpoints: async (source, pipeline) => {
          const asked = await feldera.listCheckpoints(source, pipeline)
          await clock.sleep(1_000)
          return asked
        },
      },
    }))
    world.list([listed('orders')])
    world.script('orders', [every60s(-1), every60s(0)])
    await world.run()
    world.pass(299)
    world.feed('orders', noted(240), noted(300.5))
    world.script('orders', [every60s(3), every60s(4)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing/)
    world.pass(59)
    world.script('orders', [every60s(5), every60s(6)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing|reappeared/)
  })

  it('without a feed it is said that they may have', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    const gap = (await lastEvents(world)).find(({ kind }) => kind === 'coverage-gap')
    expect(gap).toMatchObject({
      severity: 'silent',
      data: { from: at(0), to: at(300), seconds: '300', holes: '1', feed: 'unsupported' },
    })
    world.pass(60)
    world.script('orders', [every60s(5), every60s(6)])
    await world.run()
    const [overview] = await world.ports.overviews.all()
    expect(overview?.rows[0]?.coverage).toBe(16.6)
    const run = await world.ledger.head('recorder/0')
    expect(run?.entry.events[0]?.data['coverage']).toEqual([{ pipeline: 'prod/orders', percent: '16.6' }])
  })

  it('of a feed with a hole the hole is said', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(600)
    world.feed('orders', noted(70), noted(130), noted(490), noted(550))
    world.script('orders', [every60s(9), every60s(10)])
    await world.run()
    const gap = (await lastEvents(world)).find(({ kind }) => kind === 'coverage-gap')
    expect(gap?.data).toMatchObject({ from: at(130), to: at(490), seconds: '360', feed: 'had' })
  })

  it('a loss that only the feed shows is told, though rotation has covered it since', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.feed(
      'orders',
      noted(30, { checkpoints: [every60s(0)] }),
      noted(70),
      noted(130),
      noted(190),
      noted(250),
    )
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    const missing = (await lastEvents(world)).filter(({ kind }) => kind === 'checkpoint-missing')
    expect(missing).toMatchObject([
      { uuid: every60s(-1).uuid, severity: 'critical', data: { via: 'events', newer_listed: '1' } },
    ])
  })

  it('nor is it rotation where the look before had ended with a question that nobody answered', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [40_000] }))
    world.list([listed('orders')])
    world.script('orders', [every60s(-1), every60s(0)])
    await world.run()
    world.pass(20)
    // Something else is to be confirmed, and is not; behind the answer, and before it is given up, the newest is lost.
    world.script('orders', [{ ...every60s(-1), fingerprint: u64('7') }, every60s(0)], 'timeout')
    await world.run()
    const [overview] = await world.ports.overviews.all()
    expect(overview?.rows[0]?.observedAt).toBe(at(20))
    world.pass(120)
    const alone = checkpoint(44)
    world.feed(
      'orders',
      noted(50, { checkpoints: [alone] }),
      noted(110, { checkpoints: [alone, checkpoint(104)] }),
    )
    world.script('orders', [checkpoint(104), checkpoint(164)])
    await world.run()
    const ends = (await lastEvents(world)).filter(({ uuid }) => uuid === every60s(0).uuid)
    expect(ends.map(({ kind }) => kind)).toContain('checkpoint-missing')
  })

  it('a list of the feed that a later one contradicts tells nothing', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.feed(
      'orders',
      noted(20, { checkpoints: [] }),
      noted(30),
      noted(70),
      noted(130),
      noted(190),
      noted(250),
    )
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing|reappeared/)
  })

  it('a loss that only its newest list shows is confirmed like any other', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.feed(
      'orders',
      noted(70),
      noted(130),
      noted(190),
      noted(250),
      noted(290, { checkpoints: [every60s(4)] }),
    )
    world.script('orders', [every60s(5), every60s(6)])
    await world.run()
    expect(world.trace.filter((step) => step === 'get orders')).toHaveLength(1 + 2)
    const missing = (await lastEvents(world)).filter(({ kind }) => kind === 'checkpoint-missing')
    expect(missing.map(({ uuid }) => uuid)).toContain(every60s(3).uuid)
  })

  it('storage that the feed shows as cleared ends all of before as cleared', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    const { checkpoints: _none, ...cleared } = noted(100, { status: 'Stopped', storageStatus: 'Cleared' })
    world.feed('orders', noted(90, { status: 'Stopped', checkpoints: [every60s(0), every60s(1)] }), cleared)
    world.list([listed('orders', { deploymentId: timedUuid(120) })])
    world.script('orders', [every60s(3)])
    await world.run()
    const events = await lastEvents(world)
    expect(events.filter(({ kind }) => kind === 'checkpoint-cleared').map(({ uuid }) => uuid)).toEqual([
      every60s(0).uuid,
      every60s(1).uuid,
    ])
    expect(told(events).join()).not.toMatch(/missing|coverage-gap/)
  })

  async function startedAnew(...before: readonly FeedList[]) {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    const old = checkpoint(-3_600)
    world.feed(
      'orders',
      ...before,
      noted(90, { status: 'Provisioning', checkpoints: [] }),
      noted(100, { checkpoints: [old] }),
      noted(180, { checkpoints: [old, every60s(3)] }),
    )
    world.list([listed('orders', { deploymentId: timedUuid(90) })])
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    return lastEvents(world)
  }

  it('what was pulled at a restart has taken nothing away', async () => {
    const events = await startedAnew()
    expect(told(events).join()).not.toMatch(/missing/)
    expect(
      events.find(({ uuid, kind }) => uuid === every60s(0).uuid && kind === 'checkpoint-retired')?.data,
    ).toMatchObject({ cause: 'pulled' })
  })

  it('a feed that goes back to before the start would tell of the cleared storage that a pull begins with', async () => {
    const known = [every60s(0), every60s(1)]
    const events = await startedAnew(
      noted(70, { checkpoints: known }),
      noted(80, { status: 'Stopped', checkpoints: known }),
    )
    const missing = events.filter(({ kind }) => kind === 'checkpoint-missing').map(({ uuid }) => uuid)
    expect(missing).toEqual(known.map(({ uuid }) => uuid))
  })

  it('what the feed noted right after the last look may be older than it', async () => {
    const world = await having(every60s(0), every60s(1))
    world.pass(300)
    world.feed('orders', noted(5, { checkpoints: [every60s(-1), every60s(0)] }), noted(190), noted(250))
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing|reappeared/)
  })

  it('a single empty list is no list of what there was, though all has rotated by the next one', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.feed('orders', noted(30, { checkpoints: [] }), noted(190), noted(250))
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing/)
  })

  it('what it noted after the look is for the next one', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    world.feed('orders', noted(70), noted(130), noted(190), noted(250), noted(365))
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    const events = told(await lastEvents(world))
    expect(events).not.toContain(`checkpoint-recorded ${every60s(6).uuid}`)
    expect(events.join()).not.toMatch(/missing|reappeared/)
  })

  it('a standby’s pulls replace what it lists', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    const pulled = (seconds: number, n: number) =>
      noted(seconds, { status: 'Standby', checkpoints: [every60s(n)] })
    world.feed('orders', pulled(70, 1), pulled(130, 2), pulled(190, 3), pulled(250, 3))
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing/)
  })

  it('one that came, went and came again is recorded once', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    const again = { checkpoints: [every60s(1)] }
    world.feed(
      'orders',
      noted(70),
      noted(190),
      noted(200, { ...again, status: 'Stopped' }),
      noted(210, again),
      noted(260, { checkpoints: [every60s(1), every60s(4)] }),
    )
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    const recorded = (await lastEvents(world)).filter(({ kind }) => kind === 'checkpoint-recorded')
    const uuids = recorded.map(({ uuid }) => uuid)
    expect(new Set(uuids).size).toBe(uuids.length)
  })

  it('of several hosts a list that one of them has not caught up with judges nothing', async () => {
    const on = (host: number, n: number) =>
      checkpoint(60 * n + host / 10, { steps: u64(String(100 + n)), processed_records: null })
    const all = (n: number) => [on(0, n), on(1, n), on(2, n)]
    const world = await having(...all(0), ...all(1))
    world.pass(300)
    world.feed(
      'orders',
      noted(125, { checkpoints: [on(0, 0), on(1, 0), ...all(1), on(2, 2)] }),
      noted(136, { checkpoints: [...all(1), ...all(2)] }),
      noted(196, { checkpoints: [...all(2), ...all(3)] }),
    )
    world.script('orders', [...all(3), ...all(4)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing/)
  })

  it('is not asked for where they share one', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(60)
    world.script('orders', [every60s(0), every60s(1)])
    await world.run()
    expect(world.trace.filter((step) => step === 'feed orders')).toHaveLength(1)
  })
})

describe('on first contact', () => {
  it('a long past is several entries, and each ending names the one that recorded its checkpoint', async () => {
    const world = recording(ORDERS)
    world.pass(40_000)
    world.list([listed('orders')])
    world.feed('orders', ...Array.from({ length: 600 }, (_, n) => noted(60 * n + 70)))
    world.script('orders', [every60s(665), every60s(666)])
    await world.run()
    const entries = await world.ledger.readForward('prod/orders', 1, 1_000)
    expect(entries.length).toBeGreaterThan(3)
    const recordedIn = new Map(
      entries.flatMap(({ entry }) =>
        entry.events.flatMap(({ kind, uuid }) => (kind === 'checkpoint-recorded' ? [[uuid, entry.seq]] : [])),
      ) as [string, number][],
    )
    const retired = entries.flatMap(({ entry }) =>
      entry.events.filter(({ kind }) => kind === 'checkpoint-retired'),
    )
    expect(retired.length).toBeGreaterThan(500)
    for (const { uuid, data } of retired)
      expect(data['recorded_seq']).toBe(String(recordedIn.get(uuid ?? '')))
  })

  it('the feed’s past is recorded as baseline and raises nothing', async () => {
    const world = recording(ORDERS)
    world.pass(600)
    world.list([listed('orders')])
    const lost = { checkpoints: [every60s(4)] }
    world.feed('orders', noted(130), noted(190), noted(250), noted(290, lost), noted(400), noted(500))
    world.script('orders', [every60s(8), every60s(9)])
    const { alerts } = await world.run()
    expect(alerts.firing).toBe(0)
    const events = await lastEvents(world)
    expect(events.every(({ severity }) => severity === 'silent')).toBe(true)
    const recorded = events.filter(({ kind }) => kind === 'checkpoint-recorded')
    expect(recorded.map(({ uuid }) => uuid)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => every60s(n).uuid))
    expect(recorded.every(({ data }) => data['baseline'] === true)).toBe(true)
    const head = await world.ledger.head('prod/orders')
    expect(head?.state.listed.map(({ uuid }) => uuid)).toEqual([every60s(8).uuid, every60s(9).uuid])
  })
})

describe('where neighbouring looks share a checkpoint and nothing is suspicious', () => {
  const [KEPT, LOST, LATER] = [checkpoint(0), checkpoint(90), checkpoint(280)] as const
  const shows = (seconds: number, ...checkpoints: readonly CheckpointMetadata[]): FeedList => ({
    ...noted(seconds),
    checkpoints,
  })
  async function looking(feedEveryMs: number | null): Promise<Recording> {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], feedEveryMs }))
    world.list([listed('orders')])
    world.feed('orders', shows(-10, KEPT))
    world.script('orders', [KEPT])
    await world.run()
    world.feed(
      'orders',
      shows(-10, KEPT),
      shows(100, KEPT, LOST),
      shows(130, KEPT),
      shows(160, KEPT),
      shows(290, KEPT, LATER),
    )
    world.script('orders', [KEPT, LATER])
    world.pass(300)
    await world.run()
    return world
  }

  it('what was made and lost between them is told by a feed that is asked for as often as the policy says', async () => {
    const events = await lastEvents(await looking(300_000))
    expect(events.map(({ kind, uuid }) => [kind, uuid])).toContainEqual(['checkpoint-missing', LOST.uuid])
  })

  it('nobody asks for it where the policy does not say how often', async () => {
    const world = await looking(null)
    expect(world.trace.filter((step) => step === 'feed orders')).toHaveLength(1)
    expect((await lastEvents(world)).map(({ uuid }) => uuid)).not.toContain(LOST.uuid)
  })

  it('it is asked for once in each span, also where it cannot be had', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], feedEveryMs: 600_000 }))
    world.list([listed('orders')])
    world.script('orders', [KEPT])
    for (let n = 0; n < 60; n += 1) {
      await world.run()
      world.pass(60)
    }
    expect(world.trace.filter((step) => step === 'feed orders')).toHaveLength(1 + 6)
  })

  it('pipelines that are watched from the same moment on are not asked for it in the same run', () => {
    const turns = Array.from({ length: 600 }, (_, n) => {
      const name = `prod/p${n}`
      return Array.from({ length: 60 }, (_, minute) => minute + 1).find((minute) =>
        isFeedsTurn(name, 3_600_000, at(0), at(60 * minute)),
      )
    })
    expect(turns).not.toContain(undefined)
    const most = Math.max(...Object.values(Object.groupBy(turns, String)).map((its) => its?.length ?? 0))
    expect(most).toBeLessThan(30)
  })
})
