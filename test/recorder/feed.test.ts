import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { told } from '../support/believing.ts'
import { at, checkpoint, timedUuid } from '../support/listings.ts'
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
    expect(told(events).join()).not.toMatch(/missing/)
  })

  it('what was pulled at a restart has taken nothing away', async () => {
    const world = await having(every60s(-1), every60s(0))
    world.pass(300)
    const old = checkpoint(-3_600)
    world.feed(
      'orders',
      noted(70, { checkpoints: [every60s(0), every60s(1)] }),
      noted(80, { status: 'Stopped', checkpoints: [every60s(0), every60s(1)] }),
      noted(100, { checkpoints: [old] }),
      noted(180, { checkpoints: [old, every60s(3)] }),
    )
    world.list([listed('orders', { deploymentId: timedUuid(90) })])
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    const events = await lastEvents(world)
    expect(told(events).join()).not.toMatch(/missing/)
    expect(
      events.find(({ uuid, kind }) => uuid === every60s(0).uuid && kind === 'checkpoint-retired')?.data,
    ).toMatchObject({ cause: 'pulled' })
  })

  it('what the feed noted right after the last look may be older than it', async () => {
    const world = await having(every60s(0), every60s(1))
    world.pass(300)
    world.feed(
      'orders',
      noted(5, { checkpoints: [every60s(-1), every60s(0)] }),
      noted(70),
      noted(130),
      noted(190),
      noted(250),
    )
    world.script('orders', [every60s(4), every60s(5)])
    await world.run()
    expect(told(await lastEvents(world)).join()).not.toMatch(/missing|reappeared/)
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
