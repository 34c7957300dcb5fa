import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { command, type Running } from '../../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

let at: WatchedPlace
let witness: Running
let vkey: string
let url: string

const archive = (...names: readonly string[]) => join(at.place.data, 'archive', ...names)

async function once(...more: readonly string[]) {
  const args = ['--config', at.place.config, '--data', at.place.data, '--once', ...more]
  return command('start', args).finished
}

async function startWitness(): Promise<void> {
  const args = ['--name', 'witness.example/w1', '--log', join(at.place.data, 'log.vkey')]
  witness = command('ledger', ['witness', ...args, '--data', `${at.place.data}-witness`, '--port', '0'])
  const [, key = '', where = ''] = await witness.line(/^witness (\S+) (\S+)$/)
  ;[vkey, url] = [key, where]
}

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
    watch: ['orders'],
    policy: { confirmAfter: ['50ms'] },
  })
  expect((await once()).code).toBe(0)
  await startWitness()
}, 60_000)

afterAll(async () => {
  witness.kill('SIGTERM')
  await witness.finished
  await at.stop()
})

it('a log is cosigned by a witness in a process of its own, and verified with its key', async () => {
  at.feldera.checkpoint('orders')
  const { code, stderr } = await once('--witness', `${vkey} ${url}`)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(readdirSync(archive('cosignatures'))).toHaveLength(1)
  // What the witness keeps is kept elsewhere: it serves as a checkpoint that was seen.
  const origin = readFileSync(archive('checkpoint'), 'utf8').split('\n')[0] ?? ''
  const answered = await fetch(`${url}/checkpoint?origin=${encodeURIComponent(origin)}`)
  const seen = at.beside('seen')
  writeFileSync(seen, await answered.text())
  const args = ['verify', '--archive', archive(), '--public-key', join(at.place.data, 'log.vkey')]
  const verified = await command('ledger', [...args, '--witness', vkey, '--seen', seen]).finished
  expect(verified.stdout).toContain('the witness witness.example/w1 has cosigned 1 tree')
  expect(verified.code, verified.stdout).toBe(0)
  expect(await (await fetch(`${url}/vkey`)).text()).toBe(`${vkey}\n`)
}, 60_000)

it('a log that was put back and goes on otherwise is refused, and the run is whole all the same', async () => {
  const copy = `${at.place.data}-old`
  cpSync(at.place.data, copy, { recursive: true })
  at.feldera.checkpoint('orders')
  expect((await once('--witness', `${vkey} ${url}`)).code).toBe(0)
  // Another history from the same beginning, signed with the same key.
  at.feldera.checkpoint('orders')
  const args = ['--config', at.place.config, '--data', copy, '--once', '--witness', `${vkey} ${url}`]
  const forked = await command('start', args).finished
  expect(forked.code).toBe(0)
  expect(forked.stderr).toContain('"name":"log-forked"')
}, 60_000)

it('a witness that is away holds up nothing, and is told', async () => {
  const { code, stderr } = await once('--witness', `${vkey} http://127.0.0.1:1`)
  expect(code).toBe(0)
  expect(stderr).toContain('"name":"witness-silent"')
  const verified = await command('ledger', ['verify', '--data', at.place.data, '--witness', vkey]).finished
  expect(verified.code).toBe(3)
  expect(verified.stdout).toContain('has not seen the newest')
}, 60_000)

it.each([
  [['start', '--witness', 'nonsense'], 'a witness is its VKEY and its URL'],
  [['start', '--witness', `x+00000000+AAAA http://example.com`], 'no Ed25519 verifier key of a witness'],
  [['ledger', 'witness', '--name', 'a b', '--log', 'x'], '--name'],
  [['ledger', 'witness', '--name', 'a'], '--log FILE'],
  [['ledger', 'verify', '--archive', '.', '--witness', 'nonsense'], '--witness'],
] as const)('%j is not asked for rightly', async ([name, ...args], why) => {
  const { code, stderr } = await command(name, args).finished
  expect(stderr).toContain(why)
  expect(code).toBe(2)
})
