import { describe, expect, it } from 'vitest'
import { alertId } from '../../../lambdas/domain/alert.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { EventData, EventKind, LedgerEvent, Severity } from '../../../lambdas/domain/event.ts'
import {
  ANNOUNCEMENT_STATES,
  alertsRaisedIn,
  announcementsOf,
} from '../../../lambdas/domain/telling/announcement.ts'
import { countTold } from '../../../lambdas/domain/telling/worth-telling.ts'
import { at, timedUuid } from '../../support/listings.ts'

const [U, OTHER] = [timedUuid(1), timedUuid(2)]
type Data = { readonly [key: string]: EventData }

function event(
  kind: EventKind,
  severity: Severity,
  data: Data = {},
  uuid?: LedgerEvent['uuid'],
): LedgerEvent {
  return { kind, severity, data, ...(uuid === undefined ? {} : { uuid }) }
}
const raised = (kind: EventKind, data: Data = {}, uuid: LedgerEvent['uuid'] | null = U) =>
  event('alert-raised', 'silent', { alert: 'a1', kind, severity: 'critical', ...data }, uuid ?? undefined)
const resolved = (kind: EventKind, by: string, data: Data = {}, uuid: LedgerEvent['uuid'] | null = U) =>
  event(
    'alert-resolved',
    'silent',
    { alert: 'a2', kind, severity: 'warning', by, ...data },
    uuid ?? undefined,
  )

function entry(events: readonly LedgerEvent[], other: Partial<Entry> = {}): Entry {
  const chain = { seq: 7, prev: '', body: '', hash: 'h7', evidence: [], by: 'recorder' }
  return { ...chain, at: at(9), epoch: 'e1', ledger: 'prod/orders', run: 'run-1', events, ...other }
}
const told = (...events: readonly LedgerEvent[]) => announcementsOf(entry(events))

const LOST = event('checkpoint-missing', 'critical', { newer_listed: '1', keep_last: '2' }, U)

it('what is told is told in this order: what fires first, what is over last', () => {
  expect(ANNOUNCEMENT_STATES).toEqual(['firing', 'reminder', 'notice', 'resolved'])
})

describe('what is told of an entry', () => {
  it('is what fires, with what is known of its cause', () => {
    expect(told(LOST, raised('checkpoint-missing'))).toMatchObject([
      {
        id: 'a1/firing',
        alertId: 'a1',
        state: 'firing',
        kind: 'checkpoint-missing',
        severity: 'critical',
        source: 'prod',
        pipeline: 'orders',
        pipelineId: 'e1',
        uuid: U,
        title: 'prod/orders: checkpoint missing',
        observedAt: at(9),
        expected: { keep_last: '2', listed: true },
        observed: { newer_listed: '1', listed: false },
        entry: { seq: '7', hash: 'h7' },
        run: 'run-1',
      },
    ])
  })

  it.each<[string, readonly LedgerEvent[], readonly string[]]>([
    ['a notice, where it is worth knowing', [event('hold-placed', 'info', {}, U)], ['notice hold-placed']],
    ['nothing, where it is only recorded', [event('copy-kept', 'silent', {}, U)], []],
    ['nothing, where it warns: its alert says that', [LOST], []],
    [
      'a recovery, and not what it recovered by',
      [
        event('checkpoint-reappeared', 'info', {}, U),
        resolved('checkpoint-missing', 'checkpoint-reappeared'),
      ],
      ['resolved checkpoint-missing'],
    ],
    ['no alert that flaps', [LOST, raised('checkpoint-missing', { flapping: true })], []],
    ['no end of one that flapped', [resolved('size-dropped', 'resolved', { flapping: true })], []],
    [
      'a notice of what flaps, if it were one',
      [event('hold-placed', 'info', { flapping: true }, U)],
      ['notice hold-placed'],
    ],
    [
      'a test when it is asked for',
      [
        event('notification-tested', 'silent', {
          outcome: 'asked',
          kind: 'checkpoint-missing',
          severity: 'info',
        }),
      ],
      ['notice notification-tested'],
    ],
    ['and not when it was sent', [event('notification-tested', 'info', { outcome: 'sent' })], []],
  ])('is %s', (_, events, expected) => {
    expect(told(...events).map(({ state, kind }) => `${state} ${kind}`)).toEqual(expected)
    expect(countTold(events)).toBe(expected.length)
  })

  it('speaks of the cause right before it, whatever alerts stand between', () => {
    const stale = event('checkpoints-stale', 'warning', { stale_after: '10m' })
    const between = [LOST, resolved('copy-corrupt', 'checkpoint-missing'), raised('checkpoint-missing')]
    expect(told(stale, ...between).at(-1)?.observed).toMatchObject({ newer_listed: '1' })
    expect(told(LOST, stale, raised('checkpoint-missing')).at(-1)?.observed).not.toHaveProperty(
      'newer_listed',
    )
  })

  it('speaks of no other kind and no other checkpoint than its own', () => {
    const other = { ...LOST, uuid: OTHER }
    expect(told(other, raised('checkpoint-missing'))[0]?.observed).not.toHaveProperty('newer_listed')
    expect(told(LOST, raised('size-dropped'))[0]?.observed).not.toHaveProperty('newer_listed')
    const again = event('checkpoint-reappeared', 'info', { was: 'missing' }, U)
    expect(told(again, resolved('checkpoint-missing', 'checkpoint-reappeared'))[0]?.observed).toMatchObject({
      was: 'missing',
    })
    expect(told(again, resolved('checkpoint-missing', 'copy-retired'))[0]?.observed).not.toHaveProperty('was')
  })

  it('speaks of the drill that answers for another, whichever checkpoint it was made with', () => {
    const drill = event('drill-recorded', 'info', { outcome: 'succeeded', note: 'whole' }, U)
    const end = resolved('drill-recorded', 'drill-recorded', {}, OTHER)
    expect(told(drill, end)[0]?.observed).toMatchObject({ note: 'whole' })
    const failed = event('drill-recorded', 'warning', { outcome: 'failed', note: 'whole' }, U)
    expect(told(failed, end)[0]?.observed).not.toHaveProperty('note')
  })

  it('has a notice with an id of its own for each of several that are alike', () => {
    const released = event('hold-released', 'info', { hold: 'h' }, U)
    const other = event('hold-released', 'info', { hold: 'h' }, OTHER)
    const place = event('hold-placed', 'info', { hold: 'h' }, U)
    const all = entry([released, place, other, released, released])
    const id = (kind: EventKind, uuid: string, ...nth: readonly string[]) =>
      `${alertId(all, kind, uuid, ...nth)}/notice`
    expect(announcementsOf(all).map((one) => one.id)).toEqual([
      id('hold-released', U),
      id('hold-placed', U),
      id('hold-released', OTHER),
      id('hold-released', U, '1'),
      id('hold-released', U, '2'),
    ])
  })

  it('names the plan, of which many pipelines have the same', () => {
    const plan = event('maintenance-planned', 'info', {
      maintenance: 'm1',
      kinds: [],
      from: at(0),
      until: at(1),
    })
    expect(told(plan)[0]?.plan).toBe('m1')
    expect(told(event('hold-placed', 'info', {}, U))[0]).not.toHaveProperty('plan')
  })

  it('is of a source where the recorder says it, and of its own ledger where no source is named', () => {
    const change = event('fingerprint-format-changed', 'warning', { source: 'prod' })
    const of = (cause: LedgerEvent) =>
      announcementsOf(
        entry([cause, raised('fingerprint-format-changed', {}, null)], { ledger: 'recorder/0' }),
      )
    expect(of(change)[0]).toMatchObject({ source: 'prod', pipeline: null, uuid: null })
    expect(of({ ...change, data: {} })[0]).toMatchObject({ source: 'recorder', pipeline: null })
  })
})

it('of each alert that an entry raises there is something to say, also where it is told to nobody', () => {
  const events = [LOST, raised('checkpoint-missing', { flapping: true }), event('hold-placed', 'info', {}, U)]
  const all = alertsRaisedIn(entry([...events, resolved('size-dropped', 'x')]))
  expect([...all.keys()]).toEqual(['a1'])
  expect(all.get('a1')?.title).toBe('prod/orders: checkpoint missing')
})
