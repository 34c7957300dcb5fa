import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSimulatedFeldera } from '../../../infra/local/simulated-feldera/server.ts'
import { command, type Workplace, workplace } from '../../support/commands.ts'

// Half a dozen processes, one after the other.
const SLOW = 600_000

let place: Workplace
let feldera: Awaited<ReturnType<typeof startSimulatedFeldera>>
let first: string

beforeAll(async () => {
  place = workplace({})
  feldera = await startSimulatedFeldera({
    stateFile: join(place.data, '..', 'feldera.json'),
    clock: { now: () => Date.now() },
    random: Math.random,
    story: false,
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
  })
  place.configure({ sources: [{ name: 'prod', url: feldera.url, pipelines: ['orders'] }] })
  await once()
  first = join(place.data, '..', 'first.vkey')
  writeFileSync(first, readFileSync(join(place.data, 'log.vkey')))
}, SLOW)
afterAll(async () => {
  await feldera.stop()
  place.remove()
})

async function once(): Promise<void> {
  const args = ['--config', place.config, '--data', place.data, '--once']
  const { code, stderr } = await command('start', args).finished
  expect([code, stderr]).toEqual([0, ''])
}

const ledger = (...args: readonly string[]) => command('ledger', [...args, '--data', place.data]).finished
const archived = (name: string) => readFileSync(join(place.data, 'archive', name), 'utf8')

it('another key signs from the next run on, and whoever has the first one verifies all of it', {
  timeout: SLOW,
}, async () => {
  const rotated = await ledger('rotate-key')
  expect(rotated.code, rotated.stderr).toBe(0)
  const vkey = rotated.stdout.trimEnd()
  expect(readFileSync(join(place.data, 'log.vkey'), 'utf8')).toBe(`${vkey}\n`)
  expect(existsSync(join(place.data, 'archive', 'keys'))).toBe(false)
  await once()
  expect(archived('keys/1').split('\n')[6]).toBe(vkey)
  // The archive's own key stays its first one.
  expect(archived('log.vkey')).toBe(readFileSync(first, 'utf8'))
  const verified = await ledger('verify', '--public-key', first)
  expect(verified.code, verified.stdout).toBe(0)
  expect(verified.stdout).toContain(`with the key ${vkey}`)
})

it('a key that is gone is replaced only by who says so, and the old one alone does not prove what follows', {
  timeout: SLOW,
}, async () => {
  const lost = join(place.data, '..', 'lost.vkey')
  writeFileSync(lost, readFileSync(join(place.data, 'log.vkey')))
  rmSync(join(place.data, 'log.key'))
  expect((await ledger('rotate-key')).stderr).toContain('was it lost?')
  const rotated = await ledger('rotate-key', '--lost', '--public-key', lost)
  expect(rotated.code, rotated.stderr).toBe(0)
  await once()
  const alone = await ledger('verify', '--public-key', lost)
  expect(alone.code).toBe(3)
  expect(alone.stdout).toContain('for which the one before did not sign')
  const both = join(place.data, '..', 'both.vkey')
  writeFileSync(both, readFileSync(lost, 'utf8') + rotated.stdout)
  expect((await ledger('verify', '--public-key', both)).code).toBe(0)
})
