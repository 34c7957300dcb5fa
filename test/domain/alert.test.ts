import { describe, expect, it } from 'vitest'
import { MAX_OPEN_ALERTS } from '../../lambdas/domain/alert.ts'
import { announcementsOf } from '../../lambdas/domain/announcement.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { sealEvents, told } from '../support/believing.ts'
import { timedUuid } from '../support/listings.ts'

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
