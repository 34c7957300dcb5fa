import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localDynamoDbClient } from '../../../infra/local/dynamodb-client.ts'
import { useEmbeddedDynamoDb } from '../../../infra/local/embedded-dynamodb.ts'
import { command, type Finished } from '../../support/commands.ts'
import { kept } from '../../support/s3/kept.ts'
import { startS3Stub } from '../../support/s3/s3-stub.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

let at: WatchedPlace
/** `checkpoint` after the first run, kept elsewhere. */
let seen: string

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }, { name: 'payments' }],
    watch: ['orders', 'payments'],
    policy: { confirmAfter: ['50ms'] },
  })
  seen = at.beside('seen')
  for (const name of ['orders', 'orders', 'payments', 'payments']) at.feldera.checkpoint(name)
  await at.once()
  cpSync(join(at.place.data, 'archive', 'checkpoint'), seen)
  at.feldera.checkpoint('orders')
  await at.once()
  at.feldera.lose('orders')
  await at.once()
}, 60_000)

afterAll(() => at.stop())

async function verify(...args: readonly string[]): Promise<Finished & { readonly last: string }> {
  const finished = await command('ledger', ['verify', ...args]).finished
  return { ...finished, last: finished.stdout.trimEnd().split('\n').at(-1) ?? '' }
}

/** A copy of the whole data directory, to be tampered with. */
function copy(name: string): string {
  const to = at.beside(name)
  rmSync(to, { recursive: true, force: true })
  cpSync(at.place.data, to, { recursive: true })
  return to
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )
}

describe('npm run ledger -- verify', () => {
  it('of a data directory ends with 0, and says what is not ruled out', async () => {
    const { code, stdout, stderr, last } = await verify('--data', at.place.data)
    expect([code, stderr]).toEqual([0, ''])
    expect(last).toMatch(/^proven: /)
    expect(stdout).toContain('only a checkpoint that was kept elsewhere (--seen FILE) rules out')
  })

  it('of an archive alone ends with 3, and with 0 where a kept checkpoint is shown', async () => {
    const archive = join(at.place.data, 'archive')
    const alone = await verify('--archive', archive)
    expect([alone.code, alone.last]).toEqual([
      3,
      expect.stringMatching(/^not proven: later entries may have been cut off/),
    ])
    const key = ['--public-key', join(at.place.data, 'log.vkey')]
    const shown = await verify(
      '--archive',
      archive,
      '--seen',
      seen,
      '--seen',
      join(archive, 'checkpoint'),
      ...key,
    )
    expect([shown.code, shown.stderr]).toEqual([0, ''])
    expect(shown.stdout.match(/the log still begins with its/g)).toHaveLength(2)
    expect(shown.stdout).not.toContain('the archive’s own')
  })

  it('of a tampered archive ends with 1 and names the object', async () => {
    const data = copy('tampered')
    for (const file of namesIn(join(data, 'archive')).filter((_, i) => i % 3 === 0)) {
      const before = readFileSync(file)
      flip(file, Math.floor(before.length / 2))
      const { code, stdout, last } = await verify('--archive', join(data, 'archive'), '--seen', seen)
      expect([file, code, last]).toEqual([file, 1, expect.stringMatching(/^broken: .*the first at /)])
      expect(stdout).toContain(file.slice(join(data, 'archive').length + 1))
      writeFileSync(file, before)
    }
  }, 120_000)

  it('of an archive that was rolled back ends with 1 where a kept checkpoint says so, and by its table alone is late', async () => {
    const data = copy('rolled-back')
    const archive = join(data, 'archive')
    for (const file of namesIn(archive)) if (/\d+$/.test(file) && file.includes('checkpoints/')) rmSync(file)
    const size = readFileSync(seen, 'utf8').split('\n')[1] ?? ''
    mkdirSync(join(archive, 'checkpoints'), { recursive: true })
    cpSync(seen, join(archive, 'checkpoints', size))
    cpSync(join(archive, 'checkpoint'), join(data, 'newest'))
    cpSync(seen, join(archive, 'checkpoint'))
    expect((await verify('--archive', archive)).code).toBe(3)
    const { code, stdout } = await verify('--archive', archive, '--seen', join(data, 'newest'))
    expect(code).toBe(1)
    expect(stdout).toContain('it was rolled back, entries were cut off')
    const withTable = await verify('--data', data, '--every', '1ms')
    expect([withTable.code, withTable.last]).toEqual([3, expect.stringContaining('not yet in the log')])
    expect((await verify('--data', data, '--every', '1h')).code).toBe(0)
  })

  it('of an edited table ends with 1 and names ledger and seq', async () => {
    const data = copy('edited')
    const database = await useEmbeddedDynamoDb({ dataDirectory: data, waitAtMostMs: 10_000 })
    const client = localDynamoDbClient(database.endpoint)
    const Key = { pk: { S: 'prod/orders' }, sk: { N: '2' } }
    const { Item = {} } = await client.send(new GetItemCommand({ TableName: 'ledger', Key }))
    const body = Item['body']?.S?.replace('14128757731148314856', '14128757731148314855') ?? ''
    await client.send(new PutItemCommand({ TableName: 'ledger', Item: { ...Item, body: { S: body } } }))
    await database.release()
    const { code, stdout, last } = await verify('--data', data)
    expect([code, last]).toEqual([1, 'broken: one thing, the first at prod/orders 2'])
    expect(stdout).toContain('prod/orders 2: in the table: keys or hash do not belong to the body')
    // The archive by itself is as it was.
    expect((await verify('--archive', join(data, 'archive'), '--seen', seen)).code).toBe(0)
  })

  it('of a table that is gone ends with 1', async () => {
    const data = copy('gone')
    for (const name of readdirSync(data)) if (name.startsWith('dynamodb.')) rmSync(join(data, name))
    const { code, stdout } = await verify('--data', data)
    expect(code).toBe(1)
    expect(stdout).toContain('the table has no such ledger')
  })

  it('of another archive than the table’s own ends with 1', async () => {
    const other = copy('other')
    flip(join(other, 'archive', 'log.vkey'), 40)
    expect((await verify('--data', at.place.data, '--archive', join(other, 'archive'))).code).toBe(1)
    expect((await verify('--data', at.place.data, '--archive', join(at.place.data, 'archive'))).code).toBe(0)
  })

  it('tells programs the same', async () => {
    const { code, stdout } = await verify('--archive', join(at.place.data, 'archive'), '--json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'not-proven',
      broken: [],
      unproven: [expect.any(String)],
      proven: expect.arrayContaining([expect.stringContaining('is the signed one')]),
    })
  })

  it.each([
    [['--seen', '/nowhere/seen'], '/nowhere/seen'],
    [['--archive', '/nowhere/archive'], '/nowhere/archive'],
    [['--public-key', '/nowhere/key'], '/nowhere/key'],
    [['--public-key', 'package.json'], 'package.json'],
    [['--every', 'often'], '--every'],
    [['--colour'], '--colour'],
    [['orders'], 'verify'],
    [['--limit', '3'], '--limit'],
  ])('asked with %j ends with 2', async (flags, named) => {
    const { code, stderr } = await verify('--data', at.place.data, ...flags)
    expect([code, stderr]).toEqual([2, expect.stringContaining(named)])
  })

  it('of a directory without a ledger ends with 2, and of one without a log with 3', async () => {
    const empty = at.beside('empty')
    mkdirSync(join(empty, 'archive'), { recursive: true })
    expect((await verify('--data', join(empty, 'archive'))).code).toBe(2)
    const { code, last } = await verify('--archive', join(empty, 'archive'))
    expect([code, last]).toEqual([3, expect.stringMatching(/^not proven: there is no/)])
  })

  it('beside a running server finds nothing broken, and writes nothing', async () => {
    const args = ['--config', at.place.config, '--data', at.place.data, '--port', '0', '--every', '100ms']
    const server = command('start', args)
    try {
      await server.line(/^listening on /)
      for (let i = 0; i < 4; i += 1) {
        at.feldera.checkpoint('payments')
        const { code, stdout } = await verify('--data', at.place.data)
        expect([code, stdout]).toEqual([0, expect.any(String)])
      }
    } finally {
      server.kill('SIGTERM')
      await server.finished
    }
    const before = namesIn(join(at.place.data, 'archive')).toSorted((a, b) => (a < b ? -1 : 1))
    expect((await verify('--data', at.place.data)).code).toBe(0)
    expect(namesIn(join(at.place.data, 'archive')).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(before)
    expect(existsSync(join(at.place.data, 'dynamodb.json'))).toBe(false)
  }, 60_000)
})

describe('an archive in a bucket', () => {
  it('is verified as a copy of it would be, with the credentials of who asks', async () => {
    const s3 = await startS3Stub({ page: 2, buckets: ['archive'] })
    const environment = {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
    const fromBucket = async (...args: readonly string[]): Promise<Finished> =>
      command('ledger', ['verify', '--archive', 's3://archive', ...args], environment).finished
    try {
      const folder = join(at.place.data, 'archive')
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (statSync(join(folder, name)).isDirectory()) continue
        s3.objects.set(`/archive/${name}`, kept(readFileSync(join(folder, name))))
      }
      const key = join(at.place.data, 'log.vkey')
      const whole = await fromBucket('--seen', seen, '--public-key', key)
      expect([whole.code, whole.stderr]).toEqual([0, ''])
      expect((await fromBucket()).code).toBe(3)
      const evidence = [...s3.objects.keys()].find((name) => name.startsWith('/archive/evidence/')) ?? ''
      s3.objects.delete(evidence)
      const broken = await fromBucket('--seen', seen)
      expect([broken.code, broken.stdout]).toEqual([
        1,
        expect.stringContaining(evidence.slice('/archive/'.length)),
      ])
    } finally {
      await s3.stop()
    }
  }, 60_000)
})
