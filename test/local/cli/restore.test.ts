import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readArguments } from '../../../infra/local/cli/ledger-arguments.ts'
import { restored } from '../../../infra/local/cli/restore-command.ts'
import { copiesVerified } from '../../../infra/local/cli/verify-copies-command.ts'
import { Refused } from '../../../infra/local/refused.ts'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { keptInFiles } from '../../../lambdas/stores/keeping/kept-places.ts'
import { command } from '../../support/commands.ts'
import { kept as keptInS3 } from '../../support/s3/kept.ts'
import { startS3Stub } from '../../support/s3/s3-stub.ts'
import { keepCopy, NOW, needed } from '../../support/stores/keeping.ts'
import { createSyncedStore, SOLO, type Synced, type SyncedStore } from '../../support/stores/synced-store.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'restore-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const to = () => `file://${directory}/restored`
const isWritten = () => existsSync(join(directory, 'restored', 'checkpoints.feldera'))

async function kept(archive: string, uuids: readonly Uuid[] = []) {
  const store = createSyncedStore({ ...SOLO, uuids })
  for (let i = 0; i < 3; i += 1) store.push(NOW + i * 60_000)
  const places = keptInFiles(archive, 'prod/orders')
  if (places === undefined) throw new Error('no path')
  for (const copy of store.copies())
    expect(await keepCopy(places, store, copy)).toMatchObject({ kind: 'kept' })
  return { store, first: store.copies()[0] as Synced }
}

function expectSame(store: SyncedStore, copy: Synced): void {
  for (const [name, bytes] of needed(store, [copy]))
    expect(readFileSync(join(directory, 'restored', name)).equals(Buffer.from(bytes))).toBe(true)
}

/** With an archive alone, or a store, no ledger is needed. */
const noLedger = () => Promise.reject(new Error('no ledger was to be opened'))

async function restore(...args: readonly string[]) {
  return restored(readArguments(['restore', 'prod/orders', ...args]), noLedger)
}

describe('restore from an archive alone', () => {
  it('says what it would write, and writes nothing', async () => {
    const { store, first } = await kept(join(directory, 'archive'))
    const archive = ['--archive', join(directory, 'archive')]
    const said = await restore(first.checkpoint.uuid, '--to', to(), '--dry-run', ...archive)
    const bytes = [...needed(store, [first]).values()].reduce((sum, one) => sum + one.length, 0)
    expect(said).toMatchObject({ code: 0, text: expect.stringContaining(`7 objects, ${bytes} bytes`) })
    expect(existsSync(join(directory, 'restored'))).toBe(false)
  })

  it('writes what verify-copies verifies, byte for byte, and nothing besides', async () => {
    const { store, first } = await kept(join(directory, 'archive'))
    const archive = ['--archive', join(directory, 'archive')]
    const said = await restore(first.checkpoint.uuid, '--to', to(), '--deep', ...archive)
    expect(said).toMatchObject({ code: 0, text: expect.stringMatching(/^restored and verified/) })
    expectSame(store, first)
    expect(readdirSync(join(directory, 'restored')).toSorted()).toEqual(
      ['checkpoints.feldera', 'dependencies', first.archive, ...first.batches].toSorted(),
    )
    const verified = await copiesVerified(readArguments(['verify-copies', '--location', to(), '--deep']))
    expect(verified.code).toBe(0)
    const again = await restore(first.checkpoint.uuid, '--to', to(), '--json', ...archive)
    expect(JSON.parse(again.text)).toMatchObject({ outcome: 'restored', written: { objects: 0, bytes: 0 } })
  })

  it('refuses what is not empty, what is not kept, and what was not asked rightly', async () => {
    const { first } = await kept(join(directory, 'archive'))
    const archive = ['--archive', join(directory, 'archive')]
    mkdirSync(join(directory, 'restored'))
    writeFileSync(join(directory, 'restored', 'notes.txt'), 'mine')
    const { uuid } = first.checkpoint
    await expect(restore(uuid, '--to', to(), ...archive)).rejects.toThrow('not empty: notes.txt is in it')
    await expect(restore(uuid, '--to', to(), '--dry-run', ...archive)).rejects.toThrow('not empty')
    expect(readdirSync(join(directory, 'restored'))).toEqual(['notes.txt'])
    const other = uuid.replace(/.$/, 'f')
    await expect(restore(other, '--to', `file://${directory}/new`, ...archive)).rejects.toThrow(Refused)
    for (const args of [
      ['no-uuid', '--to', to()],
      [uuid],
      [uuid, '--to', 'ftp://x'],
      [uuid, '--to', to(), '--from', 'tape'],
      [uuid, '--to', to(), '--from', 'store'],
      [uuid, '--to', to(), '--note', 'x'],
      [uuid, '--to', to(), '--drill'],
    ])
      await expect(restore(...args, ...archive), args.join(' ')).rejects.toThrow(Refused)
  })

  it('ends with 1 and without a catalog where something kept is damaged', async () => {
    const { first } = await kept(join(directory, 'archive'))
    const objects = join(directory, 'archive', 'copies', 'prod', 'orders', 'objects')
    for (const name of readdirSync(objects)) {
      const bytes = readFileSync(join(objects, name))
      bytes[5] = (bytes[5] ?? 0) ^ 1
      rmSync(join(objects, name))
      writeFileSync(join(objects, name), bytes)
    }
    const said = await restore(first.checkpoint.uuid, '--to', to(), '--archive', join(directory, 'archive'))
    expect(said).toMatchObject({
      code: 1,
      text: expect.stringContaining('its SHA-256 is not the one with which it was kept'),
    })
    expect(isWritten()).toBe(false)
  })
})

describe('restore from the store', () => {
  it('takes what is whole, and says what is not', async () => {
    const { store, first } = await kept(join(directory, 'archive'))
    const put = () => {
      for (const [name, bytes] of store.objects) {
        mkdirSync(dirname(join(directory, 'store', name)), { recursive: true })
        writeFileSync(join(directory, 'store', name), bytes)
      }
    }
    put()
    mkdirSync(join(directory, 'none'))
    const from = [
      '--from',
      'store',
      '--location',
      `file://${directory}/store`,
      '--archive',
      join(directory, 'none'),
    ]
    const { uuid } = first.checkpoint
    expect(await restore(uuid, '--to', to(), ...from)).toMatchObject({ code: 0 })
    expectSame(store, first)
    rmSync(join(directory, 'restored'), { recursive: true })
    const [batch = ''] = first.batches
    writeFileSync(join(directory, 'store', batch), Buffer.alloc(512))
    expect(await restore(uuid, '--to', to(), ...from)).toMatchObject({
      code: 1,
      text: expect.stringContaining(batch),
    })
    expect(existsSync(join(directory, 'restored'))).toBe(false)
  })
})

describe('restore to a bucket', () => {
  it('writes there what is kept in files', { timeout: 60_000 }, async () => {
    const { store, first } = await kept(join(directory, 'archive'))
    const stub = await startS3Stub()
    stub.objects.set('/acme/elsewhere', keptInS3(Buffer.from('x')))
    const { code, stdout, stderr } = await command(
      'ledger',
      [
        'restore',
        'prod/orders',
        first.checkpoint.uuid,
        '--to',
        's3://acme/restored',
        '--to-endpoint',
        stub.endpoint,
        '--to-region',
        'local',
        '--archive',
        join(directory, 'archive'),
      ],
      { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_EC2_METADATA_DISABLED: 'true' },
    ).finished
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('restored and verified')
    for (const [name, bytes] of needed(store, [first]))
      expect(stub.objects.get(`/acme/restored/${name}`)?.bytes.equals(Buffer.from(bytes))).toBe(true)
    expect(stub.requests.at(-1)).toBe('PUT /acme/restored/checkpoints.feldera')
    await stub.stop()
  })
})

describe('a drill', () => {
  let at: WatchedPlace
  let uuid: Uuid
  beforeAll(async () => {
    at = await watchedPlace({
      pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
      policy: { confirmAfter: ['50ms'] },
    })
    at.feldera.checkpoint('orders')
    await at.once()
    uuid = (await at.json('history', 'orders'))[0].uuid
    await kept(join(at.place.data, 'archive'), [uuid])
  })
  afterAll(() => at.stop())

  it('restores into a folder that is removed again, and records who, when, which, and what came of it', {
    timeout: 60_000,
  }, async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('checkpoint-ledger-drill-'))
    const said = await at.json('restore', 'orders', uuid, '--drill', '--note', 'monthly')
    expect(said).toMatchObject({
      outcome: 'restored',
      pipeline: 'prod/orders',
      drill: { outcome: 'succeeded', uuid },
    })
    const [recorded] = await at.json('drills', 'orders')
    expect(recorded).toEqual(said.drill)
    expect(recorded).toMatchObject({
      note: 'monthly',
      actor: `cli:${userInfo().username}`,
      minutes: expect.stringMatching(/^\d+\.\d{3}$/),
    })
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('checkpoint-ledger-drill-'))).toEqual(
      before,
    )
  })

  it('that fails is recorded as failed, and ends with 1', { timeout: 60_000 }, async () => {
    const objects = join(at.place.data, 'archive', 'copies', 'prod', 'orders', 'objects')
    const [name = ''] = readdirSync(objects)
    for (const one of readdirSync(objects)) rmSync(join(objects, one))
    expect(name).not.toBe('')
    const { code, stdout } = await at.ledger(
      'restore',
      'orders',
      uuid,
      '--drill',
      '--note',
      'monthly',
      '--to',
      to(),
    )
    expect(code).toBe(1)
    expect(stdout).toContain('recorded: failed')
    expect(isWritten()).toBe(false)
    const [recorded] = await at.json('drills', 'orders')
    expect(recorded).toMatchObject({
      outcome: 'failed',
      note: expect.stringMatching(/^monthly: .*it is gone/),
    })
    // `verify` goes on to prove the record.
    expect((await at.ledger('drills', 'orders')).code).toBe(0)
  })
})
