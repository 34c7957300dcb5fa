import { describe, expect, it } from 'vitest'
import type { Acquaintance } from '../../../lambdas/domain/comparing/finding.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { type Folding, folded, type Step } from '../../../lambdas/domain/feed/feed-folding.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import { at, checkpoint } from '../../support/listings.ts'

const [A, B] = [checkpoint(60), checkpoint(120)] as const
const listed = [A, B].map((one, i) => ({ ...one, firstSeenAt: at(100 * (i + 1)), recordedSeq: i + 1 }))
const KNOWN: Acquaintance = {
  ...checkpoint(1),
  firstSeenAt: at(1),
  recordedSeq: 1,
  ended: 'retired',
  endedAt: at(2),
  endedSeq: 2,
}
const BEFORE: Folding = {
  state: { ...NOTHING_YET, listed },
  events: [{ kind: 'coverage-gap', severity: 'silent', data: {} }],
  suspected: ['a'],
  acquaintances: new Map([[KNOWN.uuid, KNOWN]]),
  lastSeenAt: at(5),
  startedAt: at(6),
  status: 'Running',
  shown: [A],
  lacked: new Set(),
}
const PLACE = { ledger: 'prod/orders', seq: 9, at: at(900), epoch: 'e1' }
const STEP: Step = { told: [], suspected: [], seenAt: null, startedAt: null }
const ending = (kind: LedgerEvent['kind'], one = A): LedgerEvent => ({
  kind,
  severity: 'silent',
  uuid: one.uuid,
  data: {},
})

describe('one list of the feed after another', () => {
  it('changes nothing where it tells nothing, but when the pipeline was down', () => {
    expect(folded(BEFORE, STEP, PLACE)).toEqual({ ...BEFORE, startedAt: null })
    // What one lacked that was left out is for the next one alone to agree with.
    const lacking = folded(BEFORE, { ...STEP, lacked: new Set(['gone a']) }, PLACE)
    expect([lacking.lacked, folded(lacking, STEP, PLACE).lacked]).toEqual([new Set(['gone a']), new Set()])
    expect(folded(BEFORE, { ...STEP, startedAt: at(7), seenAt: at(8) }, PLACE)).toEqual({
      ...BEFORE,
      startedAt: at(7),
      lastSeenAt: at(8),
    })
  })

  it('keeps the last list that was believed', () => {
    expect(folded(BEFORE, STEP, PLACE).shown).toEqual([A])
    expect(folded(BEFORE, { ...STEP, shown: [B] }, PLACE).shown).toEqual([B])
  })

  it('adds what it tells and suspects', () => {
    const after = folded(BEFORE, { ...STEP, told: [ending('checkpoint-retired')], suspected: ['b'] }, PLACE)
    expect(after.events).toEqual([...BEFORE.events, ending('checkpoint-retired')])
    expect(after.suspected).toEqual(['a', 'b'])
    expect(after.state.listed.map(({ uuid }) => uuid)).toEqual([B.uuid])
    expect(after.state.last).toEqual({ 'checkpoint-retired': 9 })
  })

  it.each([
    ['checkpoint-retired', 'retired'],
    ['checkpoint-missing', 'missing'],
    ['checkpoint-cleared', 'cleared'],
  ] as const)('remembers how it ended what was listed: %s', (kind, ended) => {
    const { acquaintances } = folded(BEFORE, { ...STEP, told: [ending(kind)], seenAt: at(50) }, PLACE)
    expect([...acquaintances]).toEqual([
      [KNOWN.uuid, KNOWN],
      [A.uuid, { ...listed[0], ended, endedAt: at(50), endedSeq: 9 }],
    ])
    expect(folded(BEFORE, { ...STEP, told: [ending(kind)] }, PLACE).acquaintances.get(A.uuid)?.endedAt).toBe(
      at(900),
    )
  })

  it('remembers nothing that was not listed, and nothing that did not end', () => {
    const of = (event: LedgerEvent) => folded(BEFORE, { ...STEP, told: [event] }, PLACE).acquaintances.size
    expect(of(ending('checkpoint-retired', checkpoint(7)))).toBe(1)
    expect(of(ending('hold-broken'))).toBe(1)
  })
})
