import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

let at: WatchedPlace
const ACTOR = `cli:${userInfo().username}`

beforeAll(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
    watch: ['orders'],
    policy: { confirmAfter: ['50ms'] },
  })
})

afterAll(() => at.stop())

function told(): readonly string[] {
  const file = join(at.place.data, 'notifications.ndjson')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines
    .map((line) => JSON.parse(JSON.parse(line).Message))
    .map(({ state, kind }) => `${state} ${kind}`)
}

describe('a person at the terminal', () => {
  it('holds a checkpoint, lets go of it, and is told when a held one goes', async () => {
    const [older, newer] = [at.feldera.checkpoint('orders').uuid, at.feldera.checkpoint('orders').uuid]
    await at.once()
    const held = await at.json('hold', 'prod/orders', newer, '--reason', 'audit 2026')
    expect(held).toMatchObject({ uuid: newer, held: { actor: ACTOR, reason: 'audit 2026' } })
    // Everything that follows is done when the command ends.
    expect(told()).toEqual(['notice hold-placed'])
    const table = await at.ledger('hold', 'orders', older.toUpperCase(), '--reason', 'for a while')
    expect(table.code, table.stderr).toBe(0)
    const lines = table.stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^uuid +created_at +status/)
    expect(lines[1]).toMatch(new RegExp(`^${older} .* listed +14128757731148314856 `))
    expect(lines.slice(2).join('\n')).toMatch(
      new RegExp(`\\n[0-9a-f]{32} +${ACTOR} +\\S+Z +- +- +for a while$`),
    )
    const history = await at.ledger('history', 'orders')
    expect(history.stdout.split('\n')[1]).toMatch(new RegExp(`${ACTOR}$`))
    const released = await at.json('release', 'orders', older, '--reason', 'no longer needed')
    expect(released).toMatchObject({ held: null, holds: [{ released_at: expect.any(String) }] })
    const again = await at.json('hold', 'orders', older, '--reason', 'once more')
    const id: string = again.holds[1].id
    expect(await at.json('release', 'orders', older, '--id', id)).toMatchObject({ held: null })
    at.feldera.lose('orders')
    await at.once()
    expect(told().slice(-2).toSorted()).toEqual(['firing checkpoint-missing', 'firing hold-broken'])
    expect(await at.json('history', 'orders', '--status', 'missing')).toMatchObject([
      { uuid: newer, held: null, holds: [{ broken_at: expect.any(String) }] },
    ])
  }, 60_000)

  it('acknowledges an alert and resolves another, and both are told and recorded', async () => {
    const open = await at.json('alerts', '--state', 'firing')
    const idOf = (kind: string): string => open.find((one: { kind: string }) => one.kind === kind).id
    const [missing, broken] = [idOf('checkpoint-missing'), idOf('hold-broken')]
    const seen = await at.ledger('acknowledge', missing, '--note', 'looking\u001b[2J')
    expect(seen.code, seen.stderr).toBe(0)
    expect(seen.stdout).toMatch(new RegExp(`${missing} .* acknowledged .* ${ACTOR} +looking\\\\u001b\\[2J`))
    expect(await at.json('acknowledge', missing)).toMatchObject({ state: 'acknowledged', actor: ACTOR })
    expect(await at.json('resolve', missing, '--note', 'restored')).toMatchObject({ state: 'resolved' })
    expect(told().at(-1)).toBe('resolved checkpoint-missing')
    // Nothing that is observed would end this one.
    expect(await at.json('acknowledge', broken)).toMatchObject({ state: 'resolved' })
    expect(told().at(-1)).toBe('resolved hold-broken')
    expect(await at.json('alerts', '--state', 'firing')).toEqual([])
    const [event] = await at.json('events', 'orders', '--kind', 'alert-acknowledged')
    expect(event).toMatchObject({ run_id: null, evidence: [], data: { alert: broken, actor: ACTOR } })
  }, 60_000)

  it.each([
    [['acknowledge'], 'acknowledge ALERT'],
    [['acknowledge', 'a', 'b'], 'acknowledge ALERT'],
    [['acknowledge', '0'.repeat(32)], 'Unknown alert'],
    [['resolve', '../..', '--note', 'x'], 'Unknown alert'],
    [['acknowledge', '0'.repeat(32), '--note', ''], 'note: '],
    [['resolve', '0'.repeat(32), '--note', 'x'.repeat(1_001)], 'note: '],
    [['acknowledge', '0'.repeat(32), '--reason', 'x'], '--reason'],
    [['acknowledge', '0'.repeat(32), '--limit', '5'], '--limit'],
    [['hold', 'orders'], 'hold PIPELINE UUID'],
    [['hold', 'orders', 'x'], '--reason TEXT is missing'],
    [['hold', 'orders', 'x', '--reason', ''], 'reason: '],
    [['hold', 'orders', 'x', '--reason', 'y'], 'Unknown checkpoint'],
    [['hold', 'nobody', 'x', '--reason', 'y'], 'Unknown pipeline name'],
    [['hold', 'elsewhere/orders', 'x', '--reason', 'y'], 'Unknown pipeline name'],
    [['hold', 'recorder/0', 'x', '--reason', 'y'], 'Unknown pipeline name'],
    [['hold', 'orders', 'x', '--reason', 'y', '--id', 'z'], '--id'],
    [['release', 'orders', 'x', '--note', 'y'], '--note'],
    [['release', 'orders', '00000000-0000-4000-8000-000000000000'], 'Unknown checkpoint'],
    [['history', 'orders', '--note', 'x'], '--note'],
  ])('%j ends with 2 and says why', async (args, why) => {
    const { code, stdout, stderr } = await at.ledger(...args)
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)])
  })

  it('what has ended can neither be held nor released: 2', async () => {
    const [{ uuid }] = await at.json('history', 'orders', '--status', 'missing')
    const held = await at.ledger('hold', 'orders', uuid, '--reason', 'too late')
    expect([held.code, held.stderr]).toEqual([2, expect.stringContaining('no longer listed')])
    const released = await at.ledger('release', 'orders', uuid)
    expect([released.code, released.stderr]).toEqual([2, expect.stringContaining('holds nothing')])
  }, 20_000)
})
