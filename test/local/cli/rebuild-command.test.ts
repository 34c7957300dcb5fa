import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { command } from '../../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

// A dozen processes, one after the other.
const SLOW = 300_000

let at: WatchedPlace

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }, { name: 'payments' }],
    watch: ['orders', 'payments'],
    policy: { confirmAfter: ['50ms'] },
  })
  for (const name of ['orders', 'orders', 'payments', 'payments']) at.feldera.checkpoint(name)
  await once(at.place.data)
  at.feldera.lose('orders')
  await once(at.place.data)
}, SLOW)

afterAll(() => at.stop())

async function once(data: string) {
  const done = await command('start', ['--config', at.place.config, '--data', data, '--once', '--json'])
    .finished
  expect(done.code, done.stderr).toBe(0)
  return JSON.parse(done.stdout.trimEnd().split('\n').at(-1) ?? '')
}

async function ledger(data: string, ...args: readonly string[]) {
  return command('ledger', [...args, '--data', data]).finished
}

/** Times and hashes included: what anybody could ask for. */
async function all(data: string): Promise<string> {
  const asked = [['events', 'prod/orders'], ['alerts']]
  const said: string[] = []
  for (const args of asked) said.push((await ledger(data, ...args, '--json')).stdout)
  return said.join('')
}

it('a ledger whose database is destroyed comes back from its archive and its key, and goes on', {
  timeout: SLOW,
}, async () => {
  const before = await all(at.place.data)
  const sent = readFileSync(join(at.place.data, 'notifications.ndjson'), 'utf8')
  expect(sent).toContain('checkpoint-missing')
  // A new place, with nothing but what was kept elsewhere.
  const fresh = at.beside('fresh')
  mkdirSync(fresh)
  cpSync(join(at.place.data, 'archive'), join(fresh, 'archive'), { recursive: true })
  cpSync(join(at.place.data, 'log.key'), join(fresh, 'log.key'))
  rmSync(at.place.data, { recursive: true })
  const rebuilt = await ledger(fresh, 'rebuild', '--entries')
  expect([rebuilt.code, rebuilt.stderr]).toEqual([0, ''])
  expect(rebuilt.stdout).toMatch(
    /^\d+ entries of the log are in the ledgers, 0 of them not signed yet; the log has/,
  )
  expect(await all(fresh)).toBe(before)
  const verified = await ledger(fresh, 'verify', '--every', '10m')
  expect(verified.code, verified.stdout).toBe(0)
  // Nothing has happened since: the next run sees that, and no more; and one checkpoint more is one event more.
  expect((await once(fresh)).events).toEqual({ 'run-completed': 1 })
  at.feldera.checkpoint('orders')
  expect((await once(fresh)).events).toEqual({ 'run-completed': 1, 'checkpoint-recorded': 1 })
  // Nobody is told once more of what was told, and all of it hangs together.
  expect(existsSync(join(fresh, 'notifications.ndjson'))).toBe(false)
  expect((await ledger(fresh, 'verify', '--every', '10m')).code).toBe(0)
})
