import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { alertLives, timesTo } from '../../../lambdas/domain/report/alert-times.ts'
import { isPlan, reasonIn, saidByPeople } from '../../../lambdas/domain/report/said-by-people.ts'
import { at, timedUuid } from '../../support/listings.ts'

/** An entry as the record has it, also of kinds that other versions know. */
function entry(seconds: number, kind: string, data: object, other: object = {}): Entry {
  const event: unknown = { kind, severity: 'info', data, ...other }
  return {
    at: at(seconds),
    by: 'ada',
    epoch: null,
    events: [event as LedgerEvent],
    evidence: [],
    ledger: 'prod/x',
    run: null,
    seq: 1,
    prev: '',
    body: '',
    hash: '',
  }
}

describe('what people said', () => {
  it('is told by the names of the kinds: drills, approvals, maintenance, and what was not alarmed because of them', () => {
    const said = saidByPeople(new Map([['a0', 'given long before']]))
    const drill = {
      drill: 'd1',
      outcome: 'succeeded',
      performed_at: at(5),
      minutes: '12',
      note: null,
      actor: 'ada',
    }
    const plan = {
      kinds: ['storage-cleared'],
      from: at(0),
      until: at(90),
      reason: 'migration',
      actor: 'grace',
    }
    said.add(entry(10, 'drill-recorded', drill, { uuid: timedUuid(1) }))
    said.add(entry(20, 'change-approved', { approval: 'a1', ...plan }))
    said.add(entry(21, 'maintenance-planned', { maintenance: 'm1', ...plan }))
    said.add(entry(30, 'storage-cleared', { approved: 'a1' }))
    said.add(entry(31, 'lineage-changed', { approved: 'a0' }, { uuid: timedUuid(2) }))
    said.add(entry(32, 'size-dropped', { approved: 'a9' }))
    said.add(entry(40, 'approval-withdrawn', { approval: 'a1', actor: 'ada' }))
    const { drills, approvals, maintenance, exceptions } = said.all()
    expect(drills).toEqual([
      {
        id: 'd1',
        uuid: timedUuid(1),
        outcome: 'succeeded',
        performed_at: at(5),
        minutes: '12',
        note: null,
        actor: 'ada',
        recorded_at: at(10),
      },
    ])
    expect(approvals).toMatchObject([{ id: 'a1', reason: 'migration', actor: 'grace', ended_at: at(40) }])
    expect(maintenance).toMatchObject([
      { id: 'm1', kinds: ['storage-cleared'], until: at(90), ended_at: null },
    ])
    expect(exceptions).toEqual([
      { at: at(30), kind: 'storage-cleared', uuid: null, approval: 'a1', reason: 'migration' },
      {
        at: at(31),
        kind: 'lineage-changed',
        uuid: timedUuid(2),
        approval: 'a0',
        reason: 'given long before',
      },
      { at: at(32), kind: 'size-dropped', uuid: null, approval: 'a9', reason: null },
    ])
  })
})

describe('the times of alerts', () => {
  const raised = (seconds: number, alert: string) =>
    entry(seconds, 'alert-raised', { alert, kind: 'checkpoint-missing', severity: 'critical' })

  it('run from raising to the first acknowledgement and to the end, the median being one that happened', () => {
    const lives = alertLives()
    for (const [i, seconds] of [10, 20, 60, 300].entries()) {
      lives.add(raised(0, `a${i}`))
      lives.add(entry(seconds, 'alert-acknowledged', { alert: `a${i}`, actor: 'ada', note: 'on it' }))
    }
    lives.add(raised(0, 'open'))
    lives.add(entry(400, 'alert-resolved', { alert: 'a0', by: 'checkpoint-reappeared' }))
    // Raised before the period: what became of it is not of these.
    lives.add(entry(401, 'alert-resolved', { alert: 'older', by: 'checkpoint-reappeared' }))
    expect(timesTo('acknowledged_at', lives.all())).toEqual({ median: 20, max: 300 })
    expect(timesTo('resolved_at', lives.all())).toEqual({ median: 400, max: 400 })
    expect(lives.all()).toHaveLength(5)
    expect(lives.all()[0]).toMatchObject({
      actor: 'ada',
      note: 'on it',
      resolved_by: 'checkpoint-reappeared',
    })
  })

  it('are none where nothing was raised', () => {
    expect(timesTo('resolved_at', [])).toEqual({ median: null, max: null })
  })
})

it.each<[string, object, ReturnType<typeof reasonIn>]>([
  ['change-approved', { approval: 'a1', reason: 'move' }, ['a1', 'move']],
  ['maintenance-planned', { maintenance: 'm1', reason: 'disks' }, ['m1', 'disks']],
  ['maintenance-planned', { maintenance: 'm1' }, ['m1', null]],
  ['change-approved', { reason: 'move' }, undefined],
  ['change-approved', { maintenance: 'm1', reason: 'move' }, undefined],
  ['hold-placed', { approval: 'a1', reason: 'audit' }, undefined],
])('the reason of a plan stands with its id: %s %j', (kind, data, expected) => {
  const [event] = entry(0, kind, data).events
  expect(event && reasonIn(event)).toEqual(expected)
  expect(isPlan(kind)).toBe(kind !== 'hold-placed')
})
