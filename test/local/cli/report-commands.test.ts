import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedHash } from '../../publisher/report/signed-hash.ts'
import { command, type Finished } from '../../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

let at: WatchedPlace
const WHOLE = ['--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z']
const PAST = ['--from', '2020-01-01T00:00:00Z', '--to', '2021-01-01T00:00:00Z']

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [
      { name: 'orders', fingerprint: 14_128_757_731_148_314_856n },
      { name: 'payments', fingerprint: 7n },
    ],
  })
  for (let i = 0; i < 2; i += 1) {
    at.feldera.checkpoint('orders')
    await at.once()
  }
}, 60_000)

afterAll(() => at.stop())

async function ledger(...args: readonly string[]): Promise<Finished> {
  // What it spools must be gone when it ends.
  return command('ledger', [...args, '--data', at.place.data], { TMPDIR: spools() }).finished
}

function spools(): string {
  const folder = at.beside('spools')
  mkdirSync(folder, { recursive: true })
  return folder
}

const file = (name: string): string => at.beside(name)

describe('the report at the terminal', () => {
  it('is printed, or written whole into a new file, the same in both', async () => {
    const printed = await ledger('report', ...WHOLE)
    expect(printed.code, printed.stderr).toBe(0)
    const report = JSON.parse(printed.stdout)
    expect(report.pipelines).toMatchObject([
      {
        pipeline: 'prod/orders',
        recorded: 2,
        listed: 2,
        coverage: 100,
        watched: true,
        policy: { keepLast: 2 },
      },
      { pipeline: 'prod/payments', recorded: 0, listed: 0 },
    ])
    const written = await ledger('report', ...WHOLE, '--out', file('r.json'))
    expect(written.code, written.stderr).toBe(0)
    const hash = signedHash(printed.stdout)
    expect(written.stdout).toContain(`SHA-256 ${hash}`)
    expect(written.stdout).toContain('provisional')
    expect(signedHash(readFileSync(file('r.json'), 'utf8'))).toBe(hash)
    const again = await ledger('report', ...WHOLE, '--out', file('r.json'))
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')])
  }, 60_000)

  it('takes its format from the file’s name, and leaves no draft', async () => {
    for (const format of ['csv', 'html']) {
      const { code, stderr } = await ledger(
        'report',
        ...WHOLE,
        '--pipelines',
        'ord*',
        '--out',
        file(`r.${format}`),
      )
      expect(code, stderr).toBe(0)
    }
    expect(readFileSync(file('r.csv'), 'utf8').split('\r\n')).toHaveLength(3)
    expect(readFileSync(file('r.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
    expect(readdirSync(file('.')).filter((name) => name.endsWith('.draft'))).toEqual([])
    expect(readdirSync(spools())).toEqual([])
  }, 60_000)

  it.each([
    [['report', '--from', '2026-01-01T00:00:00Z'], 'to: is missing'],
    [['report', ...WHOLE, '--format', 'pdf'], '--format'],
    [['report', '--from', 'x', '--to', 'y'], 'RFC 3339'],
    [['report', ...WHOLE, '--out', '/nowhere/r.json'], 'cannot be written'],
    [['report', 'orders', ...WHOLE], 'not so many words'],
    [['archive-report', '--month', '2026-13'], 'is no month'],
    [['archive-report', '--month', '2099-01'], 'not over'],
    [['sign-off', ...WHOLE], 'signed off from'],
    [['sign-off', ...PAST, '--note', ''], 'note: '],
    [['sign-off', ...PAST, '--sha256', '0'.repeat(64)], 'look at it again'],
  ])(
    '%j ends with 2 and says why',
    async (args, why) => {
      const { code, stdout, stderr } = await ledger(...args)
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)])
      expect(existsSync(file('.draft'))).toBe(false)
    },
    20_000,
  )
})

it('a sign-off and a report in the archive are recorded, told, and proven with the next run', async () => {
  const signed = await ledger('sign-off', ...PAST, '--note', 'nothing yet', '--json')
  expect(signed.code, signed.stderr).toBe(0)
  const item = JSON.parse(signed.stdout)
  expect(item).toMatchObject({ actor: `cli:${userInfo().username}`, note: 'nothing yet' })
  const list = await ledger('sign-offs', '--json')
  expect(JSON.parse(list.stdout)).toEqual([item])
  const kept = await ledger('archive-report', '--month', '2021-02')
  expect(kept.code, kept.stderr).toBe(0)
  const path = join(at.place.data, 'archive', 'reports', '2021-02-01_2021-03-01', 'retention.json')
  expect(kept.stdout).toContain(signedHash(readFileSync(path, 'utf8')))
  const again = await ledger('archive-report', '--month', '2021-02')
  expect([again.code, again.stdout]).toEqual([0, kept.stdout])
  const told = readFileSync(join(at.place.data, 'notifications.ndjson'), 'utf8').trimEnd().split('\n')
  expect(told.map((line) => JSON.parse(JSON.parse(line).Message).kind)).toEqual([
    'report-signed-off',
    'report-archived',
  ])
  await at.once()
  const verified = await ledger('verify')
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('proven')])
}, 90_000)
