import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { demoStory, type Step, tell } from '../../infra/local/simulated-feldera/scenario.ts'
import { startSimulatedFeldera } from '../../infra/local/simulated-feldera/server.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'simulated-feldera-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

const { steps, roundMs } = demoStory(4_000)
const incidents = steps.filter(({ what, atMs }) => what !== 'checkpoint' && atMs > 0)

function checkpointsOf(pipeline: string): readonly number[] {
  return steps
    .filter((step) => step.pipeline === pipeline && step.what === 'checkpoint')
    .map(({ atMs }) => atMs)
}

test('within the first minute one is lost, one altered, a copy damaged, one stopped and started again; then peace for four minutes', () => {
  expect(roundMs).toBe(300_000)
  expect(incidents).toEqual([
    { atMs: 20_000, pipeline: 'orders', what: 'lose' },
    { atMs: 30_000, pipeline: 'payments', what: 'alter' },
    { atMs: 40_000, pipeline: 'clicks', what: 'stop' },
    { atMs: 45_000, pipeline: 'orders', what: 'spoil' },
    { atMs: 55_000, pipeline: 'clicks', what: 'start' },
  ])
  expect(steps.map(({ atMs }) => atMs)).toEqual(steps.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
})

test('all three rotate before the first incident, and for ever after the last', () => {
  for (const pipeline of ['orders', 'payments', 'clicks']) {
    const times = checkpointsOf(pipeline)
    expect(times[0]).toBe(0)
    expect(times.filter((atMs) => atMs < 20_000).length).toBeGreaterThanOrEqual(3)
    const late = times.filter((atMs) => atMs >= 60_000)
    expect(late).toHaveLength(60)
    expect(roundMs - (late.at(-1) ?? 0)).toBeLessThanOrEqual(4_000)
  }
})

test('what is lost or altered was listed for 4 s before, and its trace stays alone for 12 s', () => {
  for (const { pipeline, atMs } of incidents.filter(({ what }) => what === 'lose' || what === 'alter')) {
    const near = checkpointsOf(pipeline).filter((time) => time > atMs - 4_000 && time < atMs + 12_000)
    expect(near).toEqual([])
  }
})

test('the story stretches with the period between checkpoints', () => {
  const quick = demoStory(40)
  expect(quick.roundMs).toBe(3_000)
  expect(quick.steps).toHaveLength(steps.length)
  expect(quick.steps.find(({ what }) => what === 'lose')?.atMs).toBe(200)
})

test('a story is told in order, its beginning at once, and again after its round', async () => {
  const told: string[] = []
  const story = {
    steps: [
      { atMs: 0, pipeline: 'a', what: 'start' },
      { atMs: 0, pipeline: 'b', what: 'start' },
      { atMs: 10, pipeline: 'a', what: 'lose' },
      { atMs: 20, pipeline: 'a', what: 'alter' },
    ] satisfies readonly Step[],
    roundMs: 30,
  }
  const begunAt = performance.now()
  await new Promise<void>((done) => {
    const end = tell(story, ({ pipeline, what }) => {
      told.push(`${pipeline} ${what}`)
      if (told.length < 8) return
      // It may be ended from within a step.
      end()
      done()
    })
    expect(told).toEqual(['a start', 'b start'])
  })
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(45)
  await new Promise((resolve) => setTimeout(resolve, 40))
  const round = ['a start', 'b start', 'a lose', 'a alter']
  expect(told).toEqual([...round, ...round])
})

test('what the story tells is what the answers show', async () => {
  const told: string[] = []
  const shown: { readonly text: string; readonly orders: string; readonly clicks: number }[] = []
  const feldera = await startSimulatedFeldera({
    stateFile: join(directory, 'feldera.json'),
    clock: { now: Date.now },
    random: Math.random,
    checkpointEveryMs: 80,
    onStep: (text) => told.push(text),
  })
  const list = (name: string) => fetch(`${feldera.url}/v0/pipelines/${name}/checkpoints`)
  while (told.length < 4) {
    const [orders, payments, clicks] = await Promise.all(['orders', 'payments', 'clicks'].map(list))
    shown.push({
      text: `${await payments?.text()}`,
      orders: `${await orders?.text()}`,
      clicks: clicks?.status ?? 0,
    })
    await clicks?.text()
  }
  await feldera.stop()
  expect(told.map((text) => text.replace(/[0-9a-f-]{36}/, 'UUID'))).toEqual([
    "orders: checkpoint UUID was deleted behind Feldera's back",
    "payments: the fingerprint of checkpoint UUID was changed to 14128757731148314857 behind Feldera's back",
    'clicks: was stopped gracefully, with a last checkpoint UUID',
    'clicks: was started again',
  ])
  const [lost, altered] = told.map((text) => /[0-9a-f-]{36}/.exec(text)?.[0] ?? '')
  const lists = shown.map(({ orders }) => orders)
  expect(lists.some((body) => body.includes(`${lost}`))).toBe(true)
  expect(lists.at(-1)).not.toContain(lost)
  const original = `"uuid":"${altered}","identifier":null,"fingerprint":14128757731148314856`
  const changed = `"uuid":"${altered}","identifier":null,"fingerprint":14128757731148314857`
  expect(shown.some(({ text }) => text.includes(original))).toBe(true)
  expect(shown.some(({ text }) => text.includes(changed))).toBe(true)
  expect(new Set(shown.map(({ clicks }) => clicks))).toEqual(new Set([200, 503]))
})

test('every pipeline lists a checkpoint before the first question, and runs again after a restart', async () => {
  const options = {
    stateFile: join(directory, 'feldera.json'),
    clock: { now: Date.now },
    random: Math.random,
  }
  const first = await startSimulatedFeldera({ ...options, story: false })
  first.stopPipeline('clicks')
  await first.stop()
  const told: string[] = []
  const second = await startSimulatedFeldera({ ...options, onStep: (text) => told.push(text) })
  for (const name of ['orders', 'payments', 'clicks']) {
    const response = await fetch(`${second.url}/v0/pipelines/${name}/checkpoints`)
    expect(await response.json()).not.toEqual([])
  }
  await second.stop()
  expect(told).toEqual(['clicks: was started again'])
})

test('after stop nothing happens, nothing listens, and every connection is closed', async () => {
  const told: string[] = []
  const feldera = await startSimulatedFeldera({
    stateFile: join(directory, 'feldera.json'),
    clock: { now: Date.now },
    random: Math.random,
    checkpointEveryMs: 40,
    onStep: (text) => told.push(text),
  })
  const socket = connect(Number(new URL(feldera.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const closed = once(socket.resume(), 'close')
  await feldera.stop()
  await feldera.stop()
  await closed
  await expect(fetch(feldera.url)).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(told).toEqual([])
})

test('a process that stops it, even from within a step, ends by itself', async () => {
  const module = new URL('../../infra/local/simulated-feldera/server.ts', import.meta.url)
  const program = `
    const { startSimulatedFeldera } = await import(${JSON.stringify(module.href)})
    const feldera = await startSimulatedFeldera({
      stateFile: process.argv[1],
      clock: { now: Date.now },
      random: Math.random,
      checkpointEveryMs: 40,
      onStep: () => void feldera.stop(),
    })
    await (await fetch(feldera.url + '/v0/config')).text()`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, join(directory, 'feldera.json')],
    { stdio: ['ignore', 'ignore', 'inherit'], timeout: 10_000, killSignal: 'SIGKILL' },
  )
  expect(await once(child, 'exit')).toEqual([0, null])
})
