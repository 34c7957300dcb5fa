import { describe, expect, it } from 'vitest'
import { drillRecorded } from '../../../lambdas/domain/drill.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { allPages, type Json } from '../../support/asking.ts'
import { at } from '../../support/listings.ts'
import { acting, json, LISTED, LOST, ONE } from './acting.ts'

const DRILLS = '/v0/pipelines/orders/drills'
const on = (uuid: string) => `${ONE}/${uuid}/drills`
const DONE = { outcome: 'succeeded', performed_at: at(1_800), minutes: '12.5', note: 'on staging' }
const FAILED = { outcome: 'failed', performed_at: at(1_900), note: 'no space' }

describe('a restore drill', () => {
  it('is an entry that says which checkpoint, when, what it came to and who, and is shown in every place', async () => {
    const { ask, head } = await acting()
    const { status, json: item } = await ask(on(LISTED), 'POST', json(DONE))
    const { entry } = await head()
    expect(status).toBe(200)
    expect(item).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      uuid: LISTED,
      ...DONE,
      actor: 'local',
      at: at(3_600),
      seq: String(entry.seq),
      hash: entry.hash,
    })
    expect(entry).toMatchObject({ by: 'local', run: null, evidence: [] })
    expect(entry.events).toEqual([
      {
        kind: 'drill-recorded',
        severity: 'info',
        uuid: LISTED,
        data: { drill: item['id'], ...DONE, actor: 'local' },
      },
    ])
    expect((await ask(DRILLS)).json.items).toEqual([item])
    const story = (await ask(`${ONE}/${LISTED}`)).json['events'] as readonly Json[]
    expect(story.map(({ kind }) => kind)).toContain('drill-recorded')
    expect((await ask('/v0/pipelines/orders/events?kind=drill-recorded')).json.items).toHaveLength(1)
  })

  it('may be of a checkpoint that has ended, and says no more than it is told', async () => {
    const { ask } = await acting()
    const { json: item } = await ask(on(LOST), 'POST', json({ outcome: 'succeeded' }))
    expect(item).toMatchObject({ uuid: LOST, performed_at: at(3_600), minutes: null, note: null })
  })

  it('of the same words and time is the same one, and no second entry', async () => {
    const { ask, head } = await acting()
    const first = await ask(on(LISTED), 'POST', json(DONE))
    const { seq } = (await head()).entry
    expect((await ask(on(LISTED), 'POST', json(DONE))).json).toEqual(first.json)
    expect((await head()).entry.seq).toBe(seq)
    for (const other of [
      { ...DONE, note: 'again' },
      { ...DONE, minutes: '13' },
      { ...DONE, performed_at: at(1_801) },
    ])
      await ask(on(LISTED), 'POST', json(other))
    expect((await head()).entry.seq).toBe(seq + 3)
    expect(await allPages(ask, DRILLS, [1, 3])).toHaveLength(4)
  })

  it.each<readonly [string, string, object, readonly [number, string, unknown]]>([
    [
      'of a checkpoint that the ledger does not know',
      LISTED.replace('8000', '9000'),
      DONE,
      [404, 'UnknownCheckpoint', undefined],
    ],
    ['of no UUID', 'latest', DONE, [404, 'UnknownCheckpoint', undefined]],
    [
      'that has not been yet',
      LISTED,
      { ...DONE, performed_at: at(3_601) },
      [400, 'InvalidParameter', 'performed_at'],
    ],
    ['at no time', LISTED, { ...DONE, performed_at: 'yesterday' }, [400, 'InvalidParameter', 'performed_at']],
    ['without an outcome', LISTED, { note: 'x' }, [400, 'InvalidParameter', 'outcome']],
    ['with another outcome', LISTED, { ...DONE, outcome: 'partly' }, [400, 'InvalidParameter', 'outcome']],
    [
      'of a number of minutes that is none',
      LISTED,
      { ...DONE, minutes: '1e3' },
      [400, 'InvalidParameter', 'minutes'],
    ],
    ['of minutes as a JSON number', LISTED, { ...DONE, minutes: 12 }, [400, 'InvalidParameter', 'minutes']],
    ['with an empty note', LISTED, { ...DONE, note: '' }, [400, 'InvalidParameter', 'note']],
  ])('%s is refused', async (_what, uuid, body, [status, code, parameter]) => {
    const { ask, head } = await acting()
    const before = (await head()).entry.seq
    const given = await ask(on(uuid), 'POST', json(body))
    expect([given.status, given.json.error_code, given.json.details?.['parameter']]).toEqual([
      status,
      code,
      parameter,
    ])
    expect((await head()).entry.seq).toBe(before)
  })
})

describe('a failed drill', () => {
  const openKinds = async (head: Awaited<ReturnType<typeof acting>>['head']) =>
    (await head()).state.alerts.flatMap(({ kind }) => (kind === 'drill-recorded' ? [kind] : []))
  const words = async (head: Awaited<ReturnType<typeof acting>>['head']) =>
    announcementsOf((await head()).entry).map(({ state, severity, title }) => [state, severity, title])

  it('is a finding: a warning that fires', async () => {
    const { ask, head } = await acting()
    await ask(on(LISTED), 'POST', json(FAILED))
    expect(await openKinds(head)).toEqual(['drill-recorded'])
    expect(await words(head)).toEqual([['firing', 'warning', 'prod/orders: restore drill failed']])
  })

  it('is answered by the next one that succeeds, of whichever checkpoint of the pipeline', async () => {
    const { ask, head } = await acting()
    await ask(on(LISTED), 'POST', json(FAILED))
    await ask(on(LISTED), 'POST', json({ ...FAILED, note: 'again' }))
    expect(await openKinds(head)).toHaveLength(1)
    await ask(on(LOST), 'POST', json(DONE))
    expect(await openKinds(head)).toEqual([])
    expect(await words(head)).toEqual([['resolved', 'warning', 'prod/orders: restore drill succeeded']])
    // The other alerts are untouched.
    expect((await head()).state.alerts.map(({ kind }) => kind)).toEqual([
      'checkpoint-missing',
      'size-dropped',
    ])
  })

  it('ends when somebody acknowledges it: nothing that is observed would', async () => {
    const { ask, head } = await acting()
    await ask(on(LISTED), 'POST', json(FAILED))
    const id = (await head()).state.alerts.find(({ kind }) => kind === 'drill-recorded')?.id
    const { json: alert } = await ask(`/v0/alerts/${id}/acknowledge`, 'POST', json({ note: 'disk ordered' }))
    expect(alert).toMatchObject({ kind: 'drill-recorded', state: 'resolved', note: 'disk ordered' })
  })

  it('may be made louder or silent by the policy; one that succeeded never alarms', () => {
    const drill = {
      id: '0',
      uuid: LISTED,
      performedAt: at(0),
      minutes: null,
      note: null,
      actor: 'ada',
    }
    const severity = (outcome: 'succeeded' | 'failed', said: 'critical' | 'silent') =>
      drillRecorded({ ...drill, outcome }, { ...DEFAULT_POLICY, severity: { 'drill-recorded': said } })
        .severity
    expect([severity('failed', 'critical'), severity('succeeded', 'critical')]).toEqual(['critical', 'info'])
    expect([severity('failed', 'silent'), severity('succeeded', 'silent')]).toEqual(['silent', 'silent'])
  })
})
