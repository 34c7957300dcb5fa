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
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashedDown } from '../../audit/top-down.ts'
import { command, type Finished } from '../../support/commands.ts'
import { testSigner } from '../../support/logging.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

let at: WatchedPlace
const begun = new Date().toISOString()
let between = ''
const FILE = 'attestation.json'

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
    watch: ['orders'],
    policy: { confirmAfter: ['50ms'] },
  })
  at.feldera.checkpoint('orders')
  await at.once()
  between = new Date().toISOString()
  at.feldera.checkpoint('orders')
  await at.once()
  const made = await ledger(
    'attest',
    'prod/orders',
    '--at',
    between,
    '--out',
    beside(FILE),
    '--data',
    at.place.data,
  )
  expect([made.code, made.stderr]).toEqual([0, ''])
}, 60_000)

afterAll(() => at.stop())

async function ledger(...args: readonly string[]): Promise<Finished> {
  return command('ledger', args).finished
}

const beside = (name: string): string => at.beside(name)
const later = '2999-01-01T00:00:00Z'

describe('export', () => {
  it('writes an archive that hashes down from its root, from a data directory or a copy of an archive', async () => {
    const out = beside('export')
    const done = await ledger('export', '--from', begun, '--to', later, '--out', out, '--data', at.place.data)
    expect([done.code, done.stderr]).toEqual([0, ''])
    expect(done.stdout).toMatch(
      /^4 entries \(leaves 0 to 3 of 4\) and \d evidence objects are in .*VERIFY.md\n/,
    )
    expect(hashedDown({ objects: objectsIn(out) }).leaves.size).toBe(4)
    expect(readFileSync(join(out, 'log.vkey'), 'utf8')).toBe(
      readFileSync(join(at.place.data, 'log.vkey'), 'utf8'),
    )
    const copy = beside('copy')
    cpSync(join(at.place.data, 'archive'), copy, { recursive: true })
    const args = ['--from', begun, '--to', later, '--archive', copy, '--out', beside('export-2'), '--json']
    const again = await ledger('export', ...args)
    expect(JSON.parse(again.stdout)).toMatchObject({ first: '0', end: '4', size: '4' })
    expect(objectsIn(beside('export-2'))).toEqual(objectsIn(out))
    // An export is an archive: what it holds can be exported once more.
    const third = await ledger(
      'export',
      '--from',
      begun,
      '--to',
      later,
      '--archive',
      out,
      '--out',
      beside('export-3'),
    )
    expect([third.code, third.stderr]).toEqual([0, ''])
    expect(objectsIn(beside('export-3'))).toEqual(objectsIn(out))
  }, 60_000)

  it('leaves nothing that looks whole where it fails: 1', async () => {
    const copy = beside('harmed')
    cpSync(join(at.place.data, 'archive'), copy, { recursive: true })
    rmSync(join(copy, 'evidence'), { recursive: true })
    const out = beside('export-harmed')
    const done = await ledger('export', '--from', begun, '--to', later, '--archive', copy, '--out', out)
    expect([done.code, done.stderr]).toEqual([1, expect.stringContaining('the archive does not have it')])
    expect(['export.json', 'VERIFY.md', 'checkpoint'].filter((name) => existsSync(join(out, name)))).toEqual(
      [],
    )
  }, 20_000)

  it('refuses what is not asked for rightly: 2', async () => {
    mkdirSync(beside('full'))
    writeFileSync(join(beside('full'), 'x'), '')
    const whole = { from: begun, to: later, out: beside('none'), data: at.place.data }
    const refusals: readonly (readonly [{ readonly [flag: string]: string | undefined }, string])[] = [
      [{ from: undefined }, '--from TIME is missing'],
      [{ to: undefined }, '--to TIME is missing'],
      [{ out: undefined }, '--out DIR is missing'],
      [{ from: 'yesterday' }, 'no RFC 3339 time'],
      [{ from: later }, 'must be before --to'],
      [{ out: beside('full') }, 'is not empty'],
      [{ out: join(beside('full'), 'x') }, 'is no folder'],
      [{ data: beside('nowhere') }, 'holds no ledger'],
      [{ to: '2001-01-01T00:00:00Z', from: '2000-01-01T00:00:00Z' }, 'no entry of the log was recorded'],
      [{ archive: 's3://bucket/folder' }, 'is no s3://BUCKET'],
      [{ archive: beside('nowhere') }, 'is no folder'],
      [{ archive: beside('full') }, 'no signed log'],
    ]
    await Promise.all(
      refusals.map(async ([changes, why]) => {
        const given = Object.entries({ ...whole, ...changes })
        const args = given.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]))
        const { code, stdout, stderr } = await ledger('export', ...args)
        expect([why, code, stdout, stderr]).toEqual([why, 2, '', expect.stringContaining(why)])
      }),
    )
  }, 60_000)
})

describe('attest and verify --attestation', () => {
  it('prove what was listed, with a key that was got another way', async () => {
    const file = beside(FILE)
    expect(readFileSync(file, 'utf8')).toMatch(/^\{"after":\{.*\}\n$/)
    const key = join(at.place.data, 'log.vkey')
    const proven = await ledger('verify', '--attestation', file, '--public-key', key)
    expect([proven.code, proven.stderr]).toEqual([0, ''])
    expect(proven.stdout).toMatch(/^ {2}signed with the key that was given: .*\n( {2}.*\n)+proven: .*\n$/)
    const alone = await ledger('verify', '--attestation', file, '--json')
    expect(JSON.parse(alone.stdout)).toMatchObject({ verdict: 'proven', broken: [], unproven: [] })
    const printed = await ledger('attest', 'orders', '--at', between, '--data', at.place.data)
    expect(printed.stdout).toBe(readFileSync(file, 'utf8'))
    const kept = await ledger(
      'verify',
      '--attestation',
      file,
      '--seen',
      join(at.place.data, 'archive', 'checkpoint'),
    )
    expect(kept.code).toBe(0)
    const other = await ledger(
      'verify',
      '--attestation',
      file,
      '--seen',
      join(at.place.data, 'archive', 'checkpoints', '2'),
    )
    expect([other.code, other.stdout]).toEqual([3, expect.stringMatching(/\nnot proven: .*\n$/)])
  }, 60_000)

  it('find what is altered: 1', async () => {
    const file = beside(FILE)
    const altered = beside('altered.json')
    writeFileSync(altered, readFileSync(file, 'utf8').replace('"steps":"', '"steps":"1'))
    const broken = await ledger('verify', '--attestation', altered)
    expect([broken.code, broken.stderr]).toEqual([1, ''])
    expect(broken.stdout).toMatch(
      /^listed: is not the list of the answer before\nlisted\.0: prod\/orders 1 says other things of .*\nbroken: 2 things, the first at listed\n$/,
    )
    writeFileSync(beside('key'), `${testSigner().vkey}\n`)
    const foreign = await ledger('verify', '--attestation', file, '--public-key', beside('key'))
    expect([foreign.code, foreign.stdout]).toEqual([
      1,
      expect.stringMatching(
        /^public_key: is not the key that was given: .*\nbroken: one thing, the first at public_key\n$/,
      ),
    ])
  }, 20_000)

  it('refuse what is not asked for rightly: 2', async () => {
    const file = beside(FILE)
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [['attest', 'orders'], '--at TIME is missing'],
      [['attest', 'orders', '--at', 'now'], 'no RFC 3339 time'],
      [['attest', 'orders', '--at', later], 'has not come yet'],
      [['attest', 'orders', '--at', '2000-01-01T00:00:00Z'], 'was not observed by then'],
      [['attest', 'nobody', '--at', between], 'Unknown pipeline name'],
      [['attest', 'orders', '--at', between, '--out', file], 'cannot be written anew'],
      [['attest', '--at', between], 'attest PIPELINE'],
      [['attest', 'orders', '--at', between, '--seen', file], 'knows no --seen'],
      [['verify', '--attestation', file, '--archive', at.place.data], 'takes no --archive'],
      [['verify', '--attestation', beside('nowhere')], 'cannot be read'],
      [['verify', '--attestation', file, '--public-key', beside('nowhere')], 'cannot be read'],
      [['verify', '--attestation', file, '--public-key', file], 'no Ed25519 verifier key'],
      [['verify', '--attestation', file, '--limit', '5'], 'knows no --limit'],
    ]
    for (const [args, why] of refusals) {
      const { code, stdout, stderr } = await ledger(...args, '--data', at.place.data)
      expect([why, code, stdout, stderr]).toEqual([why, 2, '', expect.stringContaining(why)])
    }
  }, 60_000)
})

function objectsIn(folder: string): ReadonlyMap<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.map((name) => [name, Uint8Array.from(readFileSync(join(folder, name)))]))
}
