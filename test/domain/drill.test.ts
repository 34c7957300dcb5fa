import { describe, expect, it } from 'vitest'
import { type Drill, drillRecorded, isSuccess } from '../../lambdas/domain/drill.ts'
import type { Severity } from '../../lambdas/domain/event.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { at, timedUuid } from '../support/listings.ts'

const DRILL: Drill = {
  id: 'd1',
  uuid: timedUuid(1),
  outcome: 'succeeded',
  performedAt: at(5),
  minutes: '12',
  note: 'all of it',
  actor: 'ana',
}

describe('a drill', () => {
  it('is recorded with who made it, when, and what came of it', () => {
    expect(drillRecorded(DRILL, DEFAULT_POLICY)).toEqual({
      kind: 'drill-recorded',
      severity: 'info',
      uuid: timedUuid(1),
      data: {
        drill: 'd1',
        outcome: 'succeeded',
        performed_at: at(5),
        minutes: '12',
        note: 'all of it',
        actor: 'ana',
      },
    })
  })

  it.each<[Drill['outcome'], Severity | undefined, Severity]>([
    ['failed', undefined, 'warning'],
    ['failed', 'critical', 'critical'],
    ['failed', 'silent', 'silent'],
    ['succeeded', undefined, 'info'],
    ['succeeded', 'critical', 'info'],
    ['succeeded', 'warning', 'info'],
    ['succeeded', 'silent', 'silent'],
  ])('that %s, where the policy says %s, is %s', (outcome, said, expected) => {
    const severity = said === undefined ? {} : { 'drill-recorded': said }
    expect(drillRecorded({ ...DRILL, outcome }, { ...DEFAULT_POLICY, severity }).severity).toBe(expected)
  })

  it('answers for what failed before where it has succeeded', () => {
    const recorded = drillRecorded(DRILL, DEFAULT_POLICY)
    expect(isSuccess(recorded)).toBe(true)
    expect(isSuccess({ ...recorded, kind: 'hold-placed' })).toBe(false)
    expect(isSuccess(drillRecorded({ ...DRILL, outcome: 'failed' }, DEFAULT_POLICY))).toBe(false)
  })
})
