import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { alertId, MAX_OPEN_ALERTS, resolvedBy, withAlert, withSteadyEnd } from '../../lambdas/domain/alert.ts'
import type { EventKind, LedgerEvent } from '../../lambdas/domain/event.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { NOTHING_YET, type OpenAlert, type State } from '../../lambdas/domain/state.ts'
import { announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { sealEvents, told } from '../support/believing.ts'
import { at, timedUuid } from '../support/listings.ts'

function stale(): LedgerEvent {
  return { kind: 'checkpoints-stale', severity: 'warning', data: {} }
}
function fresh(): LedgerEvent {
  return { kind: 'checkpoints-fresh', severity: 'info', data: {} }
}
function regressed(seconds: number, severity: LedgerEvent['severity'] = 'warning'): LedgerEvent {
  return { kind: 'progress-regressed', severity, uuid: timedUuid(seconds), data: {} }
}

/** The entries of these events, one each, so many seconds apart. */
function chain(events: readonly LedgerEvent[], secondsApart: number): readonly Sealed[] {
  return events.reduce<readonly Sealed[]>(
    (before, event, i) => [...before, ...sealEvents(before.at(-1), [event], i * secondsApart)],
    [],
  )
}

const states = (sealed: readonly Sealed[]) =>
  sealed.flatMap(({ entry }) => announcementsOf(entry).map(({ state }) => state))

describe('an alert that comes and goes', () => {
  const flapping = Array.from({ length: 6 }, () => [stale(), fresh()]).flat()

  it('is told three times within an hour, and after that recorded only', () => {
    const sealed = chain(flapping, 120)
    expect(states(sealed)).toEqual(['firing', 'resolved', 'firing', 'resolved', 'firing', 'resolved'])
    const raised = sealed.flatMap(({ entry }) => entry.events.filter(({ kind }) => kind === 'alert-raised'))
    expect(raised.map(({ data }) => data['flapping'] === true)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ])
  })

  it('is told to end where it lasted an hour before it did, since it was told to fire by then', () => {
    const before = chain(flapping.slice(0, 7), 120)
    const [ended] = sealEvents(before.at(-1), [fresh()], 720 + 3_600)
    const [early] = sealEvents(before.at(-1), [fresh()], 720 + 3_599)
    expect(states([...before])).toHaveLength(6)
    expect(ended === undefined ? [] : states([ended])).toEqual(['resolved'])
    expect(early === undefined ? [] : states([early])).toEqual([])
  })

  it('is told again once it has been quiet', () => {
    expect(states(chain(flapping, 3_000))).toHaveLength(12)
  })

  it('is told every time where it is critical', () => {
    const missing: LedgerEvent = { ...stale(), severity: 'critical' }
    const events = Array.from({ length: 5 }, () => [missing, fresh()]).flat()
    expect(states(chain(events, 60)).filter((state) => state === 'firing')).toHaveLength(5)
  })

  it('of another checkpoint is another alert', () => {
    const events = Array.from({ length: 6 }, (_, i) => regressed(i))
    expect(states(chain(events, 60))).toHaveLength(6)
  })
})

describe('too many open alerts', () => {
  it('make room one by one, the oldest that is not critical first', () => {
    const many = Array.from({ length: MAX_OPEN_ALERTS }, (_, i) =>
      regressed(i, i === 0 ? 'critical' : 'warning'),
    )
    const full = sealEvents(undefined, many)
    const next = sealEvents(full.at(-1), [regressed(MAX_OPEN_ALERTS)])
    expect(told(next.flatMap(({ entry }) => entry.events))).toEqual([
      `progress-regressed ${timedUuid(MAX_OPEN_ALERTS)}`,
      `alert-resolved ${timedUuid(1)}`,
      `alert-raised ${timedUuid(MAX_OPEN_ALERTS)}`,
    ])
    expect(next.at(-1)?.state.alerts).toHaveLength(MAX_OPEN_ALERTS)
    expect(next[0]?.entry.events[1]?.data['by']).toBe('too-many')
  })
})

describe('a cause', () => {
  it('resolves what it makes void and raises its own', () => {
    const events = [stale(), { kind: 'pipeline-removed', severity: 'warning', data: {} } as const]
    const last = chain(events, 60).at(-1)
    expect(told(last?.entry.events ?? [])).toEqual(['pipeline-removed', 'alert-resolved', 'alert-raised'])
    expect(last?.state.alerts.map(({ kind }) => kind)).toEqual(['pipeline-removed'])
    expect(last?.state.stale).toBeNull()
  })
})

const PLACE = { ledger: 'prod/orders', seq: 7, epoch: 'e1' }
const U = timedUuid(1)

function open(kind: EventKind, other: Partial<OpenAlert> = {}): OpenAlert {
  const raisedAt = at(0)
  const what = { severity: 'warning', uuid: null, epoch: 'e1', seq: 1, acknowledged: false } as const
  return { id: `${kind} ${other.uuid ?? '-'}`, kind, raisedAt, ...what, ...other }
}
const having = (...alerts: readonly OpenAlert[]): State => ({ ...NOTHING_YET, alerts })
const happens = (
  kind: EventKind,
  data: LedgerEvent['data'] = {},
  uuid?: LedgerEvent['uuid'],
): LedgerEvent => ({
  kind,
  severity: 'silent',
  data,
  ...(uuid === undefined ? {} : { uuid }),
})
/** Which alerts an event ends, in the order in which they were raised. */
const endedBy = (event: LedgerEvent, ...alerts: readonly OpenAlert[]) =>
  withAlert(event, having(...alerts), PLACE)
    .filter(({ kind }) => kind === 'alert-resolved')
    .map(({ data }) => data['alert'])

describe('an open alert is ended', () => {
  const [STALE, UNSEEN] = [open('checkpoints-stale'), open('pipeline-unobservable')]
  const COPY = (['copy-incomplete', 'copy-corrupt', 'copy-changed'] as const).map((kind) =>
    open(kind, { uuid: U }),
  )
  const OTHER = COPY.map((alert) => ({ ...alert, uuid: timedUuid(2), id: `other ${alert.kind}` }))
  const DRILL = open('drill-recorded', { uuid: timedUuid(2) })
  const LATE = open('copy-late')

  it.each([
    ['cleared storage: the pipeline may be unseen still', happens('storage-cleared'), [STALE]],
    ['the end of its pipeline', happens('pipeline-removed'), [STALE, UNSEEN]],
    ['another pipeline in its place', happens('pipeline-recreated'), [STALE, UNSEEN]],
    ['another name of its pipeline', happens('pipeline-renamed'), [STALE, UNSEEN]],
    ['what it was waiting for', happens('checkpoints-fresh'), [STALE]],
    ['what it was waiting for, and no other', happens('pipeline-observable'), [UNSEEN]],
    ['the retirement of its copy', happens('copy-retired', {}, U), COPY],
    ['the loss of its copy', happens('copy-missing', {}, U), COPY],
    ['a mending of its kind alone', happens('copy-mended', { of: 'copy-corrupt' }, U), COPY.slice(1, 2)],
    ['a mending of its own kind, of no copy', happens('copy-mended', { of: 'copy-late' }), [LATE]],
    ['a drill with whichever checkpoint', happens('drill-recorded', { outcome: 'succeeded' }, U), [DRILL]],
    ['no drill that failed', happens('drill-recorded', { outcome: 'failed' }, U), []],
    ['nothing that is no counterpart', happens('checkpoint-recorded', {}, U), []],
  ] as const)('by %s', (_, event, expected) => {
    const all = [STALE, UNSEEN, ...COPY, ...OTHER, DRILL, LATE]
    expect(endedBy(event, ...all)).toEqual(expected.map(({ id }) => id))
  })

  it('by another place of its store, whatever it was', () => {
    expect(endedBy(happens('store-moved'), ...COPY, LATE)).toHaveLength(4)
  })

  it('by the checkpoint that is there again, and no other', () => {
    const lost = open('checkpoint-missing', { uuid: U })
    expect(endedBy(happens('checkpoint-reappeared', {}, timedUuid(2)), lost)).toEqual([])
    expect(endedBy(happens('checkpoint-reappeared', {}, U), lost)).toEqual([lost.id])
  })

  it('with all that is known of it', () => {
    const alert = open('size-dropped', { uuid: U, flapping: true, source: 'prod' })
    expect(resolvedBy(alert, 'resolved')).toEqual({
      kind: 'alert-resolved',
      severity: 'silent',
      uuid: U,
      data: {
        alert: alert.id,
        kind: 'size-dropped',
        severity: 'warning',
        by: 'resolved',
        raised_at: at(0),
        flapping: true,
        source: 'prod',
      },
    })
    const plain = resolvedBy(open('checkpoints-stale'), 'x')
    expect(plain).not.toHaveProperty('uuid')
    expect(Object.keys(plain.data)).toEqual(['alert', 'kind', 'severity', 'by', 'raised_at'])
  })
})

describe('an alert is raised', () => {
  const raises = (event: LedgerEvent, state: State = NOTHING_YET) =>
    withAlert(event, state, PLACE).filter(({ kind }) => kind === 'alert-raised')
  const loud = (
    kind: EventKind,
    data: LedgerEvent['data'] = {},
    uuid?: LedgerEvent['uuid'],
  ): LedgerEvent => ({
    ...happens(kind, data, uuid),
    severity: 'critical',
  })

  it('by what is critical or a warning, and says of which source where the event does', () => {
    const [plain] = raises(loud('copy-missing', {}, U))
    const alert = alertId(PLACE, 'copy-missing', U)
    expect(plain).toEqual({
      kind: 'alert-raised',
      severity: 'silent',
      uuid: U,
      data: { alert, kind: 'copy-missing', severity: 'critical' },
    })
    const [ofSource] = raises(loud('fingerprint-format-changed', { source: 'prod' }))
    expect(ofSource?.data['source']).toBe('prod')
    expect(ofSource).not.toHaveProperty('uuid')
    for (const severity of ['info', 'silent'] as const)
      expect(raises({ ...loud('copy-missing', {}, U), severity })).toEqual([])
  })

  it('not where the same is open: of this kind, this checkpoint and this pipeline', () => {
    const event = loud('checkpoint-missing', {}, U)
    const same = open('checkpoint-missing', { uuid: U })
    expect(raises(event, having(same))).toEqual([])
    expect(raises(event, having({ ...same, epoch: 'e0' }))).toHaveLength(1)
    expect(raises(event, having({ ...same, uuid: timedUuid(2) }))).toHaveLength(1)
    expect(raises(event, having({ ...same, kind: 'size-dropped' }))).toHaveLength(1)
  })

  it('not by what ends one: that is told with it. But by the end of a pipeline, and by a copy that is lost', () => {
    const [STALE, COPY] = [open('checkpoints-stale'), open('copy-corrupt', { uuid: U })]
    expect(raises(loud('checkpoints-fresh'), having(STALE))).toEqual([])
    expect(raises(loud('checkpoints-fresh'))).toHaveLength(1)
    expect(raises(loud('pipeline-removed'), having(STALE))).toHaveLength(1)
    expect(raises(loud('copy-missing', {}, U), having(COPY))).toHaveLength(1)
    expect(raises(loud('copy-retired', {}, U), having(COPY))).toEqual([])
  })

  it('as one that flaps where the same was raised three times, and not where others were', () => {
    const raising = { kind: 'size-dropped', uuid: U, at: at(0) } as const
    const warning: LedgerEvent = { ...loud('size-dropped', {}, U), severity: 'warning' }
    const flaps = (...raisings: State['raisings']) =>
      raises(warning, { ...NOTHING_YET, raisings })[0]?.data['flapping'] === true
    expect(flaps(raising, raising, raising)).toBe(true)
    expect(flaps(raising, raising)).toBe(false)
    expect(flaps(raising, raising, { ...raising, uuid: null })).toBe(false)
    expect(flaps(raising, raising, { ...raising, kind: 'metadata-changed' })).toBe(false)
  })

  it.each([
    ['the oldest of those that are not critical', 1, ['critical', 'warning', 'warning']],
    ['the oldest of all where all are critical', 0, ['critical', 'critical', 'critical']],
  ] as const)('in the place of %s where too many are open', (_, place, severities) => {
    const few = severities.map((severity, i) => open('size-dropped', { severity, id: `few ${i}` }))
    const many = Array.from({ length: MAX_OPEN_ALERTS - 3 }, () =>
      open('lineage-changed', { severity: 'critical' }),
    )
    const event = loud('checkpoint-missing', {}, U)
    const ended = withAlert(event, having(...few, ...many), PLACE)
    expect(ended.map(({ kind }) => kind)).toEqual(['checkpoint-missing', 'alert-resolved', 'alert-raised'])
    expect(ended[1]?.data).toMatchObject({ alert: `few ${place}`, by: 'too-many' })
    expect(withAlert(event, having(...many, ...few.slice(1)), PLACE)).toHaveLength(2)
  })
})

describe('the id of an alert', () => {
  it('is 32 hex digits, and another for another ledger, entry, pipeline, kind, checkpoint and repetition', () => {
    const ids = [
      alertId(PLACE, 'size-dropped', U),
      alertId({ ...PLACE, ledger: 'prod/bills' }, 'size-dropped', U),
      alertId({ ...PLACE, seq: 8 }, 'size-dropped', U),
      alertId({ ...PLACE, epoch: null }, 'size-dropped', U),
      alertId(PLACE, 'metadata-changed', U),
      alertId(PLACE, 'size-dropped', null),
      alertId(PLACE, 'size-dropped', U, '1'),
      alertId(PLACE, 'size-dropped', U, '2'),
    ]
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is what earlier versions derived', () => {
    expect(alertId({ ledger: 'prod/orders', seq: 1, epoch: null }, 'checkpoints-stale', null)).toBe(
      createHash('sha256')
        .update('["prod/orders","1",null,"checkpoints-stale",null]')
        .digest('hex')
        .slice(0, 32),
    )
  })
})

describe('an alert about a whole source', () => {
  const RUNS = { ledger: 'recorder/0', seq: 9, epoch: null }
  const KIND = 'fingerprint-format-changed'
  const changed = (source: string): LedgerEvent => ({ ...happens(KIND, { source }), severity: 'warning' })

  /** What these raise in one entry. */
  const raisedBy = (sources: readonly string[]) =>
    sealEvents(undefined, sources.map(changed)).flatMap(({ entry }) =>
      entry.events.filter(({ kind }) => kind === 'alert-raised'),
    )

  it('is one for each source, each with an id of its own', () => {
    const raised = raisedBy(['prod', 'test', 'prod'])
    expect(raised.map(({ data }) => data['source'])).toEqual(['prod', 'test'])
    expect(new Set(raised.map(({ data }) => data['alert'])).size).toBe(2)
  })

  it('is raised though the same is open of another source, and not where it is of this one', () => {
    const state = having(open(KIND, { epoch: null, source: 'test' }))
    expect(told(withAlert(changed('prod'), state, RUNS))).toEqual([KIND, 'alert-raised'])
    expect(told(withAlert(changed('test'), state, RUNS))).toEqual([KIND])
  })

  it('is told however many other sources had one within the hour', () => {
    const raised = raisedBy(['a', 'b', 'c', 'd', 'e'])
    expect(raised.map(({ data }) => data['flapping'])).toEqual(Array.from({ length: 5 }))
  })
})

describe('the end of an alert that flapped', () => {
  const ended = happens('alert-resolved', { flapping: true, raised_at: at(0), by: 'x' })

  it.each([
    ['is told where it lasted an hour', ended, 3_600, false],
    ['is not told where it lasted less', ended, 3_599, true],
    ['is told only of an end', { ...ended, kind: 'alert-raised' } as const, 3_600, true],
    ['is not told where nobody knows since when', happens('alert-resolved', { flapping: true }), 3_600, true],
  ])('%s', (_, event, seconds, flaps) => {
    const told = withSteadyEnd(event, at(seconds))
    expect('flapping' in told.data).toBe(flaps)
    expect(told).toEqual(flaps ? event : { ...event, data: { raised_at: at(0), by: 'x' } })
  })

  it('is the same where it did not flap', () => {
    const plain = happens('alert-resolved', { raised_at: at(0), flapping: false })
    expect(withSteadyEnd(plain, at(3_600))).toBe(plain)
  })
})
