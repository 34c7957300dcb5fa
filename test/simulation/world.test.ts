import { describe, expect, it } from 'vitest'
import { checkpointsNow, pipelinesNow } from './answers.ts'
import { chanceOf } from './chance.ts'
import { keepMaking } from './checkpoints.ts'
import { type Life, live } from './life.ts'
import { turn } from './manager.ts'
import { newPipeline } from './new-pipeline.ts'
import { clear, kill, procedure, start, stopGracefully } from './operations.ts'
import { promote, startAsStandby } from './pulling.ts'
import type { Status } from './world.ts'
import { emptyWorld, type Pipeline, passTo, type World } from './world.ts'

const MINUTE_MS = 60_000

function running(
  seed: number,
  habits: Partial<Pipeline['habits']> = {},
): { world: World; pipeline: Pipeline } {
  const world = emptyWorld(chanceOf(seed), 0)
  const pipeline = newPipeline(world, 0, 'orders', 1, {
    intervalMs: MINUTE_MS,
    isTimed: true,
    syncs: false,
    isUneven: false,
    collectsLate: false,
    ...habits,
  })
  world.pipelines.push(pipeline)
  turn(world, pipeline, 'Running', true)
  keepMaking(world, pipeline)
  return { world, pipeline }
}

/** What is true at every half second of the time that passes. */
function throughout(world: World, untilMs: number, look: () => void): void {
  for (let nowMs = world.nowMs; nowMs <= untilMs; nowMs += 500) {
    passTo(world, nowMs)
    look()
  }
}

describe('the simulated Feldera', () => {
  it('keeps the newest two, and three between commit and collection', () => {
    const { world } = running(1)
    const sizes = new Set<number>()
    passTo(world, 5 * MINUTE_MS)
    throughout(world, 60 * MINUTE_MS, () => sizes.add(checkpointsNow(world, 'orders').length))
    expect(sizes).toEqual(new Set([2, 3]))
  })

  it('keeps what a sync is copying, however old it is', () => {
    const { world } = running(2, { syncs: true })
    let most = 0
    throughout(world, 120 * MINUTE_MS, () => {
      most = Math.max(most, checkpointsNow(world, 'orders').length)
    })
    expect(most).toBeGreaterThan(3)
  })

  it('lists at its manager, within 15 s, what its pipeline lists', () => {
    const { world, pipeline } = running(3)
    let differsSinceMs: number | undefined
    let longestMs = 0
    throughout(world, 120 * MINUTE_MS, () => {
      const isSame = pipeline.details?.at(-1)?.uuid === pipeline.hosts[0]?.catalog.at(-1)?.uuid
      differsSinceMs = isSame ? undefined : (differsSinceMs ?? world.nowMs)
      if (differsSinceMs !== undefined) longestMs = Math.max(longestMs, world.nowMs - differsSinceMs)
    })
    expect(longestMs).toBeGreaterThan(0)
    expect(longestMs).toBeLessThanOrEqual(15_000)
  })

  it('writes its feed at most every 10 s, at once when the status changes, and at least every 10 minutes', () => {
    const { world, pipeline } = running(4, { intervalMs: 10_000 })
    passTo(world, 30 * MINUTE_MS)
    procedure(world, pipeline, [kill])
    passTo(world, 120 * MINUTE_MS)
    const times = pipeline.feed.map(({ recordedAt, status }) => ({ atMs: Date.parse(recordedAt), status }))
    for (const [i, { atMs, status }] of times.slice(1).entries()) {
      const before = times[i]
      if (before === undefined) throw new Error('no event before the second')
      expect(atMs - before.atMs).toBeLessThanOrEqual(10 * MINUTE_MS)
      if (status === before.status) expect(atMs - before.atMs).toBeGreaterThanOrEqual(10_000)
    }
    expect(pipeline.feed.length).toBeLessThanOrEqual(720)
  })

  it('shows the final checkpoint of a graceful stop in its manager’s list alone', () => {
    const { world, pipeline } = running(5)
    passTo(world, 10 * MINUTE_MS)
    const newestBefore = pipeline.born.at(-1)?.uuid
    procedure(world, pipeline, [stopGracefully])
    passTo(world, 11 * MINUTE_MS)
    expect(checkpointsNow(world, 'orders')).toBe('stopped')
    const [listed] = pipelinesNow(world)
    expect(listed?.deploymentStatus).toBe<Status>('Stopped')
    const shown = listed?.details?.kind === 'listed' ? listed.details.checkpoints.at(-1)?.uuid : undefined
    expect(shown).toBe(pipeline.born.at(-1)?.uuid)
    expect(shown).not.toBe(newestBefore)
  })

  it('leaves its manager’s list as old as it was when a pipeline dies', () => {
    const lags = Array.from({ length: 40 }, (_, seed) => {
      const { world, pipeline } = running(seed, { intervalMs: 10_000 })
      passTo(world, 10 * MINUTE_MS + seed * 700)
      procedure(world, pipeline, [kill])
      passTo(world, 30 * MINUTE_MS)
      return pipeline.details?.at(-1)?.uuid !== pipeline.hosts[0]?.catalog.at(-1)?.uuid
    })
    expect(new Set(lags)).toEqual(new Set([true, false]))
  })

  it('forgets everything when storage is cleared, and counts steps from the start', () => {
    const { world, pipeline } = running(6)
    passTo(world, 10 * MINUTE_MS)
    const [stepsBefore, before] = [pipeline.steps, new Set(pipeline.born)]
    procedure(world, pipeline, [kill, clear, start])
    passTo(world, 13 * MINUTE_MS)
    expect(pipeline.feed.some(({ storageStatus }) => storageStatus === 'Cleared')).toBe(true)
    expect(pipeline.hosts[0]?.catalog.some((one) => before.has(one))).toBe(false)
    expect(pipeline.steps).toBeLessThan(stepsBefore)
  })

  it('replaces a standby’s list at its pulls, until it is promoted', () => {
    const { world, pipeline } = running(7)
    passTo(world, 10 * MINUTE_MS)
    procedure(world, pipeline, [kill, startAsStandby])
    passTo(world, 20 * MINUTE_MS)
    expect(checkpointsNow(world, 'orders')).toHaveLength(1)
    procedure(world, pipeline, [promote])
    passTo(world, 25 * MINUTE_MS)
    expect(checkpointsNow(world, 'orders')).toHaveLength(2)
  })

  it('is the same for the same seed', async () => {
    const told = (life: Life): readonly string[] =>
      life.names.flatMap((name) => life.entries(name).map(({ entry }) => entry.hash))
    expect(told(await live(11))).toEqual(told(await live(11)))
    expect(told(await live(11))).not.toEqual(told(await live(12)))
  })
})
