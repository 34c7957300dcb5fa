import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { command } from '../../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

// Half a dozen processes, one after the other.
const SLOW = 600_000

let at: WatchedPlace
let first: string

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
    watch: ['orders'],
  })
  await once()
  first = at.beside('first.vkey')
  writeFileSync(first, readFileSync(join(at.place.data, 'log.vkey')))
}, SLOW)

afterAll(() => at.stop())

/** A run that has nothing to complain of. */
async function once(): Promise<void> {
  const args = ['--config', at.place.config, '--data', at.place.data, '--once']
  const { code, stderr } = await command('start', args).finished
  expect([code, stderr]).toEqual([0, ''])
}

const archived = (name: string) => readFileSync(join(at.place.data, 'archive', name), 'utf8')

it('another key signs from the next run on, and whoever has the first one verifies all of it', {
  timeout: SLOW,
}, async () => {
  const rotated = await at.ledger('rotate-key')
  expect(rotated.code, rotated.stderr).toBe(0)
  const vkey = rotated.stdout.trimEnd()
  expect(readFileSync(join(at.place.data, 'log.vkey'), 'utf8')).toBe(`${vkey}\n`)
  expect(existsSync(join(at.place.data, 'archive', 'keys'))).toBe(false)
  await once()
  expect(archived('keys/1').split('\n')[6]).toBe(vkey)
  // The archive's own key stays its first one.
  expect(archived('log.vkey')).toBe(readFileSync(first, 'utf8'))
  const verified = await at.ledger('verify', '--public-key', first)
  expect(verified.code, verified.stdout).toBe(0)
  expect(verified.stdout).toContain(`with the key ${vkey}`)
})

it('a key that is gone is replaced only by who says so, and the old one alone does not prove what follows', {
  timeout: SLOW,
}, async () => {
  const lost = at.beside('lost.vkey')
  writeFileSync(lost, readFileSync(join(at.place.data, 'log.vkey')))
  rmSync(join(at.place.data, 'log.key'))
  expect((await at.ledger('rotate-key')).stderr).toContain('was it lost?')
  const rotated = await at.ledger('rotate-key', '--lost', '--public-key', lost)
  expect(rotated.code, rotated.stderr).toBe(0)
  await once()
  const alone = await at.ledger('verify', '--public-key', lost)
  expect(alone.code).toBe(3)
  expect(alone.stdout).toContain('for which the one before did not sign')
  const both = at.beside('both.vkey')
  writeFileSync(both, readFileSync(lost, 'utf8') + rotated.stdout)
  expect((await at.ledger('verify', '--public-key', both)).code).toBe(0)
})
