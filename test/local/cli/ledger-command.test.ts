import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimulatedFeldera } from '../../../infra/local/simulated-feldera/server.ts'
import { command, type Finished, type Workplace, workplace } from '../../support/commands.ts'

type Feldera = Awaited<ReturnType<typeof startSimulatedFeldera>>

let place: Workplace
let feldera: Feldera
const ACTOR = `cli:${userInfo().username}`

beforeAll(async () => {
  place = workplace({})
  feldera = await startSimulatedFeldera({
    stateFile: join(place.data, '..', 'feldera.json'),
    clock: { now: () => Date.now() },
    random: Math.random,
    story: false,
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
  })
  place.configure({
    sources: [{ name: 'prod', url: feldera.url, pipelines: ['orders'] }],
    policy: { confirmAfter: ['50ms'] },
  })
})

afterAll(async () => {
  await feldera.stop()
  place.remove()
})

async function once(): Promise<void> {
  const args = ['--config', place.config, '--data', place.data, '--once']
  const { code, stderr } = await command('start', args).finished
  expect(code, stderr).toBe(0)
}

async function ledger(...args: readonly string[]): Promise<Finished> {
  return command('ledger', [...args, '--data', place.data]).finished
}

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await ledger(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

function told(): readonly string[] {
  const file = join(place.data, 'notifications.ndjson')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines
    .map((line) => JSON.parse(JSON.parse(line).Message))
    .map(({ state, kind }) => `${state} ${kind}`)
}

describe('a person at the terminal', () => {
  it('holds a checkpoint, lets go of it, and is told when a held one goes', async () => {
    const [older, newer] = [feldera.checkpoint('orders').uuid, feldera.checkpoint('orders').uuid]
    await once()
    const held = await json('hold', 'prod/orders', newer, '--reason', 'audit 2026')
    expect(held).toMatchObject({ uuid: newer, held: { actor: ACTOR, reason: 'audit 2026' } })
    // Everything that follows is done when the command ends.
    expect(told()).toEqual(['notice hold-placed'])
    const table = await ledger('hold', 'orders', older.toUpperCase(), '--reason', 'for a while')
    expect(table.code, table.stderr).toBe(0)
    const lines = table.stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^uuid +created_at +status/)
    expect(lines[1]).toMatch(new RegExp(`^${older} .* listed +14128757731148314856 `))
    expect(lines.slice(2).join('\n')).toMatch(
      new RegExp(`\\n[0-9a-f]{32} +${ACTOR} +\\S+Z +- +- +for a while$`),
    )
    const history = await ledger('history', 'orders')
    expect(history.stdout.split('\n')[1]).toMatch(new RegExp(`${ACTOR}$`))
    const released = await json('release', 'orders', older, '--reason', 'no longer needed')
    expect(released).toMatchObject({ held: null, holds: [{ released_at: expect.any(String) }] })
    const again = await json('hold', 'orders', older, '--reason', 'once more')
    const id: string = again.holds[1].id
    expect(await json('release', 'orders', older, '--id', id)).toMatchObject({ held: null })
    feldera.lose('orders')
    await once()
    expect(told().slice(-2).toSorted()).toEqual(['firing checkpoint-missing', 'firing hold-broken'])
    expect(await json('history', 'orders', '--status', 'missing')).toMatchObject([
      { uuid: newer, held: null, holds: [{ broken_at: expect.any(String) }] },
    ])
  }, 60_000)

  it('acknowledges an alert and resolves another, and both are told and recorded', async () => {
    const open = await json('alerts', '--state', 'firing')
    const idOf = (kind: string): string => open.find((one: { kind: string }) => one.kind === kind).id
    const [missing, broken] = [idOf('checkpoint-missing'), idOf('hold-broken')]
    const seen = await ledger('acknowledge', missing, '--note', 'looking\u001b[2J')
    expect(seen.code, seen.stderr).toBe(0)
    expect(seen.stdout).toMatch(new RegExp(`${missing} .* acknowledged .* ${ACTOR} +looking\\\\u001b\\[2J`))
    expect(await json('acknowledge', missing)).toMatchObject({ state: 'acknowledged', actor: ACTOR })
    expect(await json('resolve', missing, '--note', 'restored')).toMatchObject({ state: 'resolved' })
    expect(told().at(-1)).toBe('resolved checkpoint-missing')
    // Nothing that is observed would end this one.
    expect(await json('acknowledge', broken)).toMatchObject({ state: 'resolved' })
    expect(told().at(-1)).toBe('resolved hold-broken')
    expect(await json('alerts', '--state', 'firing')).toEqual([])
    const [event] = await json('events', 'orders', '--kind', 'alert-acknowledged')
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
    const { code, stdout, stderr } = await ledger(...args)
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)])
  })

  it('what has ended can neither be held nor released: 2', async () => {
    const [{ uuid }] = await json('history', 'orders', '--status', 'missing')
    const held = await ledger('hold', 'orders', uuid, '--reason', 'too late')
    expect([held.code, held.stderr]).toEqual([2, expect.stringContaining('no longer listed')])
    const released = await ledger('release', 'orders', uuid)
    expect([released.code, released.stderr]).toEqual([2, expect.stringContaining('holds nothing')])
  }, 20_000)
})
