import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSimulatedFeldera } from '../../infra/local/simulated-feldera/server.ts'

let directory: string
let stateFile: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'simulated-feldera-'))
  stateFile = join(directory, 'data', 'feldera.json')
})

afterEach(() => rmSync(directory, { recursive: true }))

const PATHS = [
  '/v0/pipelines?selector=status',
  '/v0/pipelines/orders/checkpoints',
  '/v0/pipelines/clicks/checkpoints',
  '/v0/pipelines/orders/events?selector=all',
]

function start() {
  return startSimulatedFeldera({ stateFile, clock: { now: Date.now }, random: Math.random, story: false })
}

async function everything(url: string): Promise<readonly string[]> {
  return Promise.all(PATHS.map(async (path) => (await fetch(url + path)).text()))
}

test('after a restart every answer is the same, to the digit', async () => {
  const first = await start()
  first.checkpoint('orders')
  first.checkpoint('orders')
  first.checkpoint('payments')
  first.alter('orders')
  first.stopPipeline('clicks')
  const before = await everything(first.url)
  await first.stop()
  const second = await start()
  const after = await everything(second.url)
  await second.stop()
  expect(before[0]).toContain('"fingerprint":14128757731148314856')
  expect(after).toEqual(before)
})

test('every change is in the file before the command returns, and no other file is left', async () => {
  const feldera = await start()
  const { uuid } = feldera.checkpoint('orders')
  expect(readFileSync(stateFile, 'utf8')).toContain(uuid)
  feldera.checkpoint('orders')
  const { uuid: lost } = feldera.lose('orders')
  expect(JSON.parse(readFileSync(stateFile, 'utf8')).pipelines[0].pipeline.checkpoints).toHaveLength(1)
  expect(lost).not.toBe(uuid)
  expect(readdirSync(join(directory, 'data'))).toEqual(['feldera.json'])
  await feldera.stop()
})

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['empty', () => ''],
  ['of another form', () => '{"v":"simulated-feldera/0","pipelines":[]}'],
  [
    'with a fingerprint beyond u64',
    (text: string) => text.replaceAll(/"14128757731148314856"/g, '"18446744073709551616"'),
  ],
])('a state file that is %s begins the pipelines anew', async (_how, damaged) => {
  const first = await start()
  const { uuid } = first.checkpoint('payments')
  await first.stop()
  writeFileSync(stateFile, damaged(readFileSync(stateFile, 'utf8')))
  const second = await start()
  const [status] = await everything(second.url)
  await second.stop()
  expect(status).not.toContain(uuid)
  expect(JSON.parse(status ?? '')).toHaveLength(3)
})

test('a state file that cannot be read is an error, not a new beginning', async () => {
  await (await start()).stop()
  const there = stateFile
  stateFile = join(directory, 'data')
  await expect(start()).rejects.toThrow(/cannot read/)
  expect(readFileSync(there, 'utf8')).toContain('payments')
})
