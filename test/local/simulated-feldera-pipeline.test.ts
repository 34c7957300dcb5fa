import { expect, test } from 'vitest'
import { after, type Deed } from '../../infra/local/simulated-feldera/deeds.ts'
import { type MonitorEvent, monitored } from '../../infra/local/simulated-feldera/monitor.ts'
import { deployed, type SimulatedPipeline } from '../../infra/local/simulated-feldera/pipeline.ts'
import { uuidV7 } from '../../infra/local/simulated-feldera/uuid-v7.ts'
import { bornAt } from '../../lambdas/domain/checkpoint.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import { compareU64, parseU64 } from '../../lambdas/domain/u64.ts'

const T0 = Date.UTC(2026, 10, 1)
const random = Math.random

function orders(fingerprint = 14128757731148314856n): SimulatedPipeline {
  return deployed({ name: 'orders', fingerprint }, { atMs: T0, random })
}

/** The pipeline after the deeds, a second apart from T0 on. */
function afterAll(start: SimulatedPipeline, ...deeds: readonly Deed[]): SimulatedPipeline {
  return deeds.reduce((pipeline, deed, n) => {
    const outcome = after(deed, pipeline, { atMs: T0 + n * 1_000, random })
    if (outcome.kind === 'refused') throw new Error(outcome.reason)
    return outcome.pipeline
  }, start)
}

function uuids(pipeline: SimulatedPipeline): readonly string[] {
  return pipeline.checkpoints.map(({ uuid }) => uuid)
}

test('a UUID carries the time it was minted at and is of version 7, whatever the chance', () => {
  for (const chance of [0, 0.5, 1 - 2 ** -53]) {
    const uuid = uuidV7(Date.UTC(2026, 4, 20, 20, 16, 54, 984), () => chance)
    expect(bornAt(uuid)).toBe('2026-05-20T20:16:54.984Z')
    expect(uuid).toMatch(/^019e4708-bac8-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

test('rotation keeps the newest two, the oldest first', () => {
  const two = afterAll(orders(), 'checkpoint', 'checkpoint')
  const three = afterAll(two, 'checkpoint')
  expect(two.checkpoints).toHaveLength(2)
  expect(three.checkpoints).toHaveLength(2)
  expect(three.checkpoints[0]).toEqual(two.checkpoints[1])
})

test('checkpoints are born in the order of the list even where the clock stands still or goes back', () => {
  const first = afterAll(orders(), 'checkpoint', 'checkpoint')
  const second = after('checkpoint', first, { atMs: T0 - 60_000, random })
  if (second.kind === 'refused') throw new Error(second.reason)
  expect(uuids(second.pipeline)).toEqual(uuids(second.pipeline).toSorted())
  expect(uuids(second.pipeline)).toHaveLength(2)
})

test('a new checkpoint counts at least as far as the one before it', () => {
  const [older, newer] = afterAll(orders(), 'checkpoint', 'checkpoint').checkpoints
  for (const field of ['steps', 'processed_records'] as const) {
    const [from, to] = [older?.[field], newer?.[field]]
    if (from == null || to == null) throw new Error(`no ${field}`)
    expect(compareU64(from, to)).toBeLessThanOrEqual(0)
  }
})

test('a loss takes the newest and leaves the older, and is refused where nothing would stay', () => {
  const two = afterAll(orders(), 'checkpoint', 'checkpoint')
  expect(uuids(afterAll(two, 'lose'))).toEqual(uuids(two).slice(0, 1))
  expect(after('lose', afterAll(two, 'lose'), { atMs: T0, random })).toMatchObject({ kind: 'refused' })
})

test('an altered fingerprint differs by one, in the newest only, and wraps at the end of u64', () => {
  const two = afterAll(orders(), 'checkpoint', 'checkpoint')
  expect(afterAll(two, 'alter').checkpoints).toEqual([
    two.checkpoints[0],
    { ...two.checkpoints[1], fingerprint: '14128757731148314857' },
  ])
  const last = afterAll(orders(18446744073709551615n), 'checkpoint', 'alter')
  expect(last.checkpoints[0]?.fingerprint).toBe('0')
})

test('the checkpoint after an altered one carries the circuit’s own fingerprint', () => {
  const after = afterAll(orders(), 'checkpoint', 'alter', 'checkpoint')
  const fingerprints = after.checkpoints.map(({ fingerprint }) => fingerprint)
  expect(fingerprints).toEqual(['14128757731148314857', '14128757731148314856'])
})

test('a pipeline without a given fingerprint has one that neither i64 nor a double holds', () => {
  for (const chance of [0, 0.25, 1 - 2 ** -53]) {
    const { fingerprint } = deployed({ name: 'orders' }, { atMs: T0, random: () => chance })
    expect(parseU64(fingerprint)).toBe(fingerprint)
    expect(BigInt(fingerprint)).toBeGreaterThanOrEqual(1n << 63n)
  }
})

test('a graceful stop makes a last checkpoint and ends the deployment', () => {
  const running = afterAll(orders(), 'checkpoint', 'checkpoint')
  const stopped = afterAll(running, 'stop')
  expect(stopped).toMatchObject({ status: 'Stopped', storage: 'InUse', deploymentId: null })
  expect(stopped.checkpoints).toHaveLength(2)
  expect(stopped.checkpoints[0]).toEqual(running.checkpoints[1])
})

test('a start keeps the list and has a deployment of its own', () => {
  const stopped = afterAll(orders(), 'checkpoint', 'stop')
  const started = afterAll(stopped, 'start')
  expect(started.checkpoints).toEqual(stopped.checkpoints)
  expect(started.deploymentId).not.toBeNull()
  expect(started.deploymentId).not.toBe(orders().deploymentId)
})

test('cleared storage is empty and counts from 0 again; a running pipeline is not cleared', () => {
  const stopped = afterAll(orders(), 'checkpoint', 'stop')
  expect(afterAll(stopped, 'clear')).toMatchObject({ storage: 'Cleared', steps: 0, checkpoints: [] })
  expect(after('clear', orders(), { atMs: T0, random })).toMatchObject({ kind: 'refused' })
})

test('a stopped pipeline makes no checkpoint and is not stopped twice', () => {
  const stopped = afterAll(orders(), 'stop')
  expect(after('checkpoint', stopped, { atMs: T0, random })).toMatchObject({ kind: 'refused' })
  expect(after('stop', stopped, { atMs: T0, random })).toMatchObject({ kind: 'refused' })
})

test('the monitor notes a status at once, another list after 10 s, the same after 10 min', () => {
  const look = (events: readonly MonitorEvent[], pipeline: SimulatedPipeline, seconds: number) =>
    monitored(events, pipeline, { atMs: T0 + seconds * 1_000, random })
  const running = orders()
  const longer = afterAll(running, 'checkpoint')
  const first = look([], running, 0)
  expect(first).toHaveLength(1)
  expect(look(first, longer, 9)).toBe(first)
  const second = look(first, longer, 10)
  expect(second.map(({ recordedAt }) => recordedAt)).toEqual([instant(T0 + 10_000), instant(T0)])
  expect(look(second, longer, 609)).toBe(second)
  expect(look(second, longer, 610)).toHaveLength(3)
  expect(look(second, afterAll(longer, 'stop'), 11)).toHaveLength(3)
})

test('the monitor forgets all but the newest 720 events', () => {
  const first = monitored([], orders(), { atMs: T0, random })
  const full = Array.from({ length: 720 }, () => first).flat()
  const next = monitored(full, orders(), { atMs: T0 + 600_000, random })
  expect(next).toHaveLength(720)
  expect(next[0]?.recordedAt).toBe(instant(T0 + 600_000))
})
