import { describe, expect, it } from 'vitest'
import { instant } from '../../lambdas/domain/instant.ts'
import type { Plan } from '../../lambdas/publisher/page/asking/answers.ts'
import { planSpans, stateAt } from '../../lambdas/publisher/page/plans/plan-words.ts'
import { lastMonth, reportPeriod } from '../../lambdas/publisher/page/report/report-period.ts'

const T0 = Date.parse('2026-11-01T00:00:00.000Z')
const at = (minutes: number) => instant(T0 + minutes * 60_000)

const plan = (more: Partial<Plan> = {}): Plan => ({
  id: 'x',
  state: 'planned',
  kinds: ['lineage-changed'],
  from: at(10),
  until: at(20),
  reason: 'release 12',
  actor: 'ada',
  at: at(0),
  seq: '7',
  hash: '00',
  withdrawn_at: null,
  withdrawn_by: null,
  withdrawn_reason: null,
  ...more,
})

describe('a plan', () => {
  it('goes on from planned to active to over without another answer, its end no longer in it', () => {
    const states = [9, 10, 19, 20].map((minutes) => stateAt(plan(), Date.parse(at(minutes))))
    expect(states).toEqual(['planned', 'active', 'active', 'expired'])
  })

  it('that was taken back stays so', () => {
    expect(stateAt(plan({ state: 'withdrawn' }), Date.parse(at(15)))).toBe('withdrawn')
  })

  it('is a span of time as long as it held: until its end or until it was taken back, and none if it never began', () => {
    const taken = (minutes: number) => plan({ state: 'withdrawn', withdrawn_at: at(minutes) })
    const planned = { approvals: [plan()], maintenance: [taken(15), taken(5)], drills: [], isCut: false }
    expect(planSpans(planned)).toEqual([
      { kind: 'maintenance', fromMs: T0 + 600_000, toMs: T0 + 900_000, words: 'release 12 (ada)' },
      { kind: 'approved', fromMs: T0 + 600_000, toMs: T0 + 1_200_000, words: 'release 12 (ada)' },
    ])
  })
})

describe('the period of a report', () => {
  it('is a calendar month of UTC, also over the turn of the year', () => {
    expect(lastMonth(Date.parse('2027-01-31T23:59:59.999Z'))).toEqual({
      from: '2026-12-01T00:00:00.000Z',
      to: '2027-01-01T00:00:00.000Z',
    })
  })

  it('is what the address says, and otherwise thirty days and today', () => {
    const { from, to } = reportPeriod(new URLSearchParams())
    expect(Date.parse(to) - Date.parse(from)).toBe(31 * 86_400_000)
    expect(Date.parse(to)).toBeGreaterThan(Date.now())
    expect(reportPeriod(new URLSearchParams({ from: at(0), to: 'never' }))).toEqual({ from: at(0), to })
  })
})
