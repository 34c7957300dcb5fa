import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readArguments } from '../../../infra/local/cli/ledger-arguments.ts'
import { copiesVerified } from '../../../infra/local/cli/verify-copies-command.ts'
import { Refused } from '../../../infra/local/refused.ts'
import { crc32c } from '../../../lambdas/stores/format/crc32c.ts'
import { command, type Finished } from '../../support/commands.ts'
import { kept } from '../../support/s3/kept.ts'
import { startS3Stub } from '../../support/s3/s3-stub.ts'
import { createSyncedStore, flip, SOLO, type SyncedStore } from '../../support/stores/synced-store.ts'

const START = Date.UTC(2026, 10, 1)
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
}

let directory: string
let store: SyncedStore

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copies-'))
  store = createSyncedStore(SOLO)
  for (let i = 0; i < 3; i += 1) store.push(START + i * 60_000)
  stock()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function stock(): void {
  rmSync(join(directory, 'store'), { recursive: true, force: true })
  for (const [name, bytes] of store.objects) {
    const file = join(directory, 'store', name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
}

const ARGUMENTS = ['verify-copies', '--confirm-after', '10ms']

/** In this process: a process of its own takes seconds to start. */
async function verify(...args: readonly string[]) {
  const { code, text } = await copiesVerified(readArguments([...ARGUMENTS, ...args]))
  return { code, stdout: text, last: text.split('\n').at(-1) ?? '' }
}

async function spawned(...args: readonly string[]): Promise<Finished> {
  return command('ledger', [...ARGUMENTS, ...args], CREDENTIALS).finished
}

const here = () => ['--location', `file://${directory}/store`]

describe('verify-copies', () => {
  it('ends with 0 where all is there and whole, by trailers and by every block', async () => {
    const shallow = await verify(...here())
    expect(shallow).toMatchObject({
      code: 0,
      last: expect.stringMatching(/^verified: all that 3 checkpoints need/),
    })
    expect(shallow.stdout).toContain('2026-11-01T00:02:00.000Z  verified')
    expect(await verify(...here(), '--deep')).toMatchObject({
      code: 0,
      last: expect.stringContaining('every block'),
    })
  })

  it('ends with 1 and names what is missing and what is damaged', async () => {
    const [first = '', second = ''] = store.copies().at(-1)?.batches ?? []
    store.objects.delete(first)
    flip(store.objects, second, (store.objects.get(second)?.length ?? 0) - 300)
    stock()
    const { code, stdout, last } = await verify(...here())
    expect(code).toBe(1)
    expect(stdout).toContain(`${first}: it is missing`)
    expect(stdout).toContain(`${second}: the checksum of its trailer is wrong`)
    expect(last).toMatch(/^damaged: 2 things, the first w0-/)
  })

  it('ends with 3 where a format is not known: that is no damage', async () => {
    const [name = ''] = store.copies()[0]?.batches ?? []
    const bytes = Buffer.from(store.objects.get(name) ?? '')
    const trailer = bytes.subarray(bytes.length - 512)
    trailer.writeUInt32LE(6, 8)
    trailer.writeUInt32LE(crc32c(trailer.subarray(4)), 0)
    store.objects.set(name, bytes)
    stock()
    const { code, stdout } = await verify(...here())
    expect(code).toBe(3)
    expect(stdout).toContain(`${name}: not verified: storage format version 6`)
  })

  it('ends with 3 where there is nothing to verify, or the store gives no answer', async () => {
    mkdirSync(join(directory, 'empty'))
    expect(await verify('--location', `file://${directory}/empty`)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('nothing was synced here'),
    })
    expect(await verify('--location', `file://${directory}/none`)).toMatchObject({
      code: 3,
      last: expect.stringContaining('could not be read'),
    })
  })

  it('with a state file reads only what is new, tells of what was written anew, and of what is gone', async () => {
    const state = ['--state-file', join(directory, 'state.json'), '--json']
    const first = JSON.parse((await verify(...here(), ...state)).stdout)
    expect(first.events.map(({ kind }: { kind: string }) => kind)).toContain('copy-verified')
    const second = JSON.parse((await verify(...here(), ...state)).stdout)
    expect(second).toMatchObject({ verdict: 'verified', events: [], cost: { requests: 1, bytes: 0 } })
    const [name = ''] = store.copies().at(-1)?.batches ?? []
    writeFileSync(join(directory, 'store', name), store.objects.get(name) ?? '')
    const third = await verify(...here(), ...state)
    expect(third.code).toBe(1)
    expect(JSON.parse(third.stdout).damaged).toEqual([
      { object: name, what: 'it was written once and is written anew' },
    ])
    const { uuid } = store.copies()[0]?.checkpoint ?? { uuid: '' }
    const catalog = join(directory, 'store', 'checkpoints.feldera')
    const text = readFileSync(catalog, 'utf8')
    writeFileSync(catalog, `[${text.slice(text.indexOf('},{') + 2)}`)
    const fourth = await verify(...here(), ...state)
    expect(fourth.code).toBe(1)
    expect(JSON.parse(fourth.stdout).damaged).toMatchObject([{ object: uuid }])
    // Told once.
    expect((await verify(...here(), ...state)).code).toBe(0)
  })

  it('takes a checkpoint that retention explains for retired', async () => {
    const state = ['--state-file', join(directory, 'state.json'), '--json']
    await verify(...here(), ...state)
    const catalog = join(directory, 'store', 'checkpoints.feldera')
    const text = readFileSync(catalog, 'utf8')
    writeFileSync(catalog, `[${text.slice(text.indexOf('},{') + 2)}`)
    const retention = ['--retention-min-count', '2', '--retention-min-age', '1h']
    const { code, stdout } = await verify(...here(), ...state, ...retention)
    expect(code).toBe(0)
    expect(JSON.parse(stdout).events).toMatchObject([{ kind: 'copy-retired' }])
  })

  it('says each time that the newest checkpoint is too old, where it was asked', async () => {
    const late = ['--state-file', join(directory, 'state.json'), '--stale-after', '1h']
    for (let i = 0; i < 2; i += 1)
      expect(await verify(...here(), ...late)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('its newest checkpoint is older than it may be'),
      })
    expect((await verify(...here(), '--stale-after', '36500d')).code).toBe(0)
  })

  it('leaves the state of before where the store gave no answer', async () => {
    const file = join(directory, 'state.json')
    await verify(...here(), '--state-file', file)
    const before = readFileSync(file, 'utf8')
    rmSync(join(directory, 'store'), { recursive: true })
    expect((await verify(...here(), '--state-file', file)).code).toBe(3)
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('reads a bucket with the credentials of the environment, and no more of it than it must', async () => {
    const stub = await startS3Stub({ page: 4 })
    try {
      for (const [name, bytes] of store.objects) stub.objects.set(`/acme/orders/${name}`, kept(bytes))
      const s3 = ['--location', 's3://acme/orders', '--region', 'eu-central-1', '--endpoint', stub.endpoint]
      const { code, stdout } = await spawned(...s3, '--json')
      expect(code).toBe(0)
      const { cost, listed } = JSON.parse(stdout)
      expect(cost.requests).toBe(stub.requests.length)
      expect(listed.objects).toBe(store.objects.size)
      expect(
        stub.requests
          .filter((line) => /w0-.*feldera/.test(line))
          .every((line) => /bytes=\d+-\d+$/.test(line)),
      ).toBe(true)
      stub.refuse = () => ({ status: 403, code: 'AccessDenied' })
      expect(await spawned(...s3)).toMatchObject({ code: 3, stdout: expect.stringContaining('AccessDenied') })
    } finally {
      await stub.stop()
    }
  })

  it.each([
    [[], 'PIPELINE, or --location'],
    [['--location', '/var/copies'], 'is no s3://bucket/prefix'],
    [['--location', 'file:///x', '--region', 'x'], 'are of s3:// locations'],
    [['--location', 's3://acme/x', '--endpoint', 'nowhere'], 'is no URL'],
    [['--location', 'file:///x', '--data', '/tmp'], 'leave --data and --stack out'],
    [['--location', 'file:///x', '--confirm-after', 'soon'], 'is no duration'],
    [['--location', 'file:///x', '--retention-min-count', 'few'], 'is no whole number'],
    [['--location', 'file:///x', '--seen', 'y'], 'knows no --seen'],
    [['prod/orders', 'prod/fraud'], 'not so many words'],
  ])('refuses %j', async (args, words) => {
    const refused = async () => copiesVerified(readArguments(['verify-copies', ...args]))
    await expect(refused()).rejects.toThrow(Refused)
    await expect(refused()).rejects.toThrow(words)
  })

  it('as a command ends with these codes, and with 2 where it was not asked for rightly', async () => {
    const codes = await Promise.all([
      spawned(...here()),
      spawned('--location', `file://${directory}/none`),
      spawned('--location', 'nowhere'),
    ])
    expect(codes.map(({ code }) => code)).toEqual([0, 3, 2])
    expect(codes[0]?.stdout).toContain('verified: all that 3 checkpoints need')
    // Nothing but what was asked for: a bar is for terminals.
    expect(codes[0]?.stderr).toBe('')
  })

  it('refuses a state file that is of another store, or none, and leaves it', async () => {
    const file = join(directory, 'state.json')
    await verify(...here(), '--state-file', file)
    mkdirSync(join(directory, 'other'))
    await expect(verify('--location', `file://${directory}/other`, '--state-file', file)).rejects.toThrow(
      'give each store its own',
    )
    writeFileSync(file, '{')
    await expect(verify(...here(), '--state-file', file)).rejects.toThrow('is no memory')
    expect(readFileSync(file, 'utf8')).toBe('{')
  })
})
