import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArguments } from '../../../infra/local/cli/ledger-arguments.ts'
import { isPlan, planAsked } from '../../../infra/local/cli/ledger-plans.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'orders']
const ACTOR = `cli:${userInfo().username}`
let at: WatchedPlace

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: NAMES.map((name) => ({ name, fingerprint: 14_128_757_731_148_314_856n })),
    policy: { confirmAfter: ['50ms'] },
  })
  at.feldera.checkpoint('orders')
  await at.once()
})

afterAll(() => at.stop())

const notifications = () => join(at.place.data, 'notifications.ndjson')

function told(): readonly string[] {
  if (!existsSync(notifications())) return []
  return readFileSync(notifications(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => String(JSON.parse(line).Subject))
}

describe('a person at the terminal', () => {
  it('approves an expected change, sees it, withdraws it, and everybody is told', {
    timeout: 60_000,
  }, async () => {
    const words = ['--kinds', 'storage-cleared,lineage-changed', '--until', '4h', '--reason', 'release 12']
    const given = await at.json('approve', 'prod/orders', ...words)
    expect(given).toMatchObject({
      state: 'active',
      kinds: ['lineage-changed', 'storage-cleared'],
      reason: 'release 12',
      actor: ACTOR,
    })
    expect(Date.parse(given.until) - Date.parse(given.from)).toBe(4 * 3_600_000)
    expect(told()).toEqual(['[info] prod/orders: change approved'])
    const { stdout } = await at.ledger('withdraw', 'orders', given.id, '--reason', 'put off')
    expect(stdout).toContain('withdrawn')
    expect(await at.json('approvals', 'orders')).toMatchObject([
      { id: given.id, state: 'withdrawn', withdrawn_by: ACTOR, withdrawn_reason: 'put off' },
    ])
    expect(told().at(-1)).toBe('[info] prod/orders: approval withdrawn')
  })

  it('plans maintenance of a whole source as one plan, told at once, and cancels it', {
    timeout: 60_000,
  }, async () => {
    const before = told().length
    const { items, refused } = await at.json('maintain', 'prod/*', '--until', '2h', '--reason', 'new disks')
    expect([items.length, refused]).toEqual([NAMES.length, []])
    const [{ id }] = items
    expect(new Set(items.map((item: { id: string }) => item.id)).size).toBe(1)
    expect(told().slice(before)).toEqual([`[info] prod: maintenance planned (${NAMES.length} pipelines)`])
    expect(await at.json('maintenance', 'orders')).toMatchObject([{ id, state: 'active' }])
    const one = await at.json('withdraw', 'prod/a', id)
    expect(one.state).toBe('withdrawn')
    const all = await at.json('withdraw', 'prod/*', id)
    expect(all.items).toHaveLength(NAMES.length)
    expect((await at.json('maintenance', 'g'))[0].state).toBe('withdrawn')
  })

  it('tells of restore drills: one that fails fires, and the next that succeeds ends it', {
    timeout: 60_000,
  }, async () => {
    const [{ uuid }] = await at.json('history', 'orders', '--limit', '1')
    const failed = await at.json('drill', 'orders', uuid, '--outcome', 'failed', '--note', 'no space')
    expect(failed).toMatchObject({ outcome: 'failed', uuid, actor: ACTOR, minutes: null })
    expect(told().at(-1)).toBe('[warning] prod/orders: restore drill failed')
    await at.ledger('drill', 'orders', uuid, '--outcome', 'succeeded', '--minutes', '12.5')
    expect(told().at(-1)).toBe('[resolved] prod/orders: restore drill succeeded')
    expect((await at.json('drills', 'orders')).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'succeeded',
      'failed',
    ])
  })

  it('tests the notifications, and where they are refused is told so, and the record says it once', {
    timeout: 120_000,
  }, async () => {
    const test = await at.json('test-notification', '--severity', 'critical')
    expect(test).toMatchObject({ state: 'sent', severity: 'critical', actor: ACTOR })
    expect(told().at(-1)).toBe('[critical] recorder: TEST of notifications, nothing has happened')
    expect((await at.ledger('test-notification')).stderr).toContain('One test a minute')
    const aside = `${notifications()}.aside`
    renameSync(notifications(), aside)
    // A directory cannot be written to like a file, whoever writes.
    mkdirSync(notifications())
    const [{ uuid }] = await at.json('history', 'orders', '--limit', '1')
    const hold = await at.ledger('hold', 'orders', uuid, '--reason', 'audit')
    expect(hold.code).toBe(1)
    rmSync(notifications(), { recursive: true })
    renameSync(aside, notifications())
    chmodSync(notifications(), 0o644)
    await at.once()
    expect(told().at(-1)).toBe('[info] prod/orders: hold placed')
    const events: { kind: string; data: { [key: string]: string } }[] = await at.json('events', 'recorder/0')
    const refused = events.filter(({ kind }) => kind === 'notification-refused')
    expect(refused.map(({ data }) => [data['of'], data['error']])).toEqual([['hold-placed', 'EISDIR']])
    const tested = events.filter(({ kind }) => kind === 'notification-tested')
    expect(tested.map(({ data }) => [data['outcome'], data['message_id'] ?? null])).toEqual([
      ['sent', test.message_id],
      ['asked', null],
    ])
  })

  it('rehearses a loss, which is told as what it is and fires no alert', { timeout: 60_000 }, async () => {
    const rehearsed = await at.json('rehearse-loss')
    expect(rehearsed).toMatchObject({ state: 'recorded', severity: 'info' })
    expect(told().at(-1)).toBe('[info] recorder: REHEARSAL of a loss, nothing has happened')
    const events: { kind: string; data: { [key: string]: string } }[] = await at.json('events', 'recorder/0')
    const its = events.filter(({ kind }) => kind === 'loss-rehearsed')
    expect(its.map(({ data }) => [data['outcome'], data['test']])).toEqual([
      ['sent', rehearsed.id],
      ['asked', rehearsed.id],
    ])
  })

  it('proves all of it', { timeout: 60_000 }, async () => {
    await at.once()
    const { code, stdout, stderr } = await at.ledger('verify')
    expect(code, stdout + stderr).toBe(0)
    expect(stdout).not.toContain('not yet in the log')
  })
})

describe('what the terminal refuses', () => {
  it.each<readonly [readonly string[], string]>([
    [
      ['approve', 'orders', '--kinds', 'hold-broken', '--until', '1h', '--reason', 'x'],
      'kinds: must name kinds of',
    ],
    [['approve', 'orders', '--until', '1h', '--reason', 'x'], 'kinds: must be a list of kinds'],
    [
      ['approve', 'orders', '--kinds', 'size-dropped', '--until', 'soon', '--reason', 'x'],
      '--until: must be a time',
    ],
    [['maintain', 'orders', '--until', '1h'], 'reason: must be text'],
    [['maintain', 'orders', '--reason', 'x'], 'until: must be'],
    [['drill', 'orders', 'x', '--outcome', 'perhaps'], 'outcome: must be one of succeeded, failed'],
    [['test-notification', '--severity', 'silent'], 'severity: must be one of'],
    [['withdraw', 'orders'], 'withdraw PIPELINES ID: not so many words'],
  ])('%s, before anything is opened', (args, message) => {
    const asking = (): unknown => {
      const asked = readArguments(args)
      return isPlan(asked.command) && planAsked(asked.command, asked, Date.now())
    }
    expect(asking).toThrow(message)
  })

  it('with 2, and says what the API would', { timeout: 60_000 }, async () => {
    const { code, stderr } = await at.ledger('maintain', 'none/*', '--until', '1h', '--reason', 'x')
    expect([code, stderr.trimEnd()]).toEqual([2, 'none/*: no watched pipeline is called so'])
    const unknown = await at.ledger('withdraw', 'prod/*', '0')
    expect([unknown.code, unknown.stderr.trimEnd()]).toEqual([2, "Unknown approval '0'"])
  })
})
