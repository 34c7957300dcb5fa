import { describe, expect, it } from 'vitest'
import { type Answers, credibleOf, suspicionsOf } from '../../../lambdas/domain/comparing/credible.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { changedKey, goneKey, saysOf } from '../../../lambdas/domain/comparing/suspicion.ts'
import { havingSeen, PLAIN, withPolicy } from '../../support/believing.ts'
import { checkpoint, NEXT_FINGERPRINT, u64 } from '../../support/listings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const

describe('an answer', () => {
  const changed = { ...A, fingerprint: NEXT_FINGERPRINT }

  it.each<[string, string, Listing, ReturnType<typeof saysOf>]>([
    ['that lacks it shows that it is gone', goneKey(A.uuid), [B], 'shows'],
    ['that is empty shows that it is gone', goneKey(A.uuid), [], 'shows'],
    ['that lists it contradicts that it is gone', goneKey(A.uuid), [B, A], 'contradicts'],
    ['that lists it with that value shows that it changed', changedKey(changed), [B, changed], 'shows'],
    ['that lists it with another contradicts that it changed', changedKey(changed), [A], 'contradicts'],
    ['that lacks it says nothing of its value', changedKey(changed), [B], 'nothing'],
  ])('%s', (_, key, answer, expected) => {
    expect(saysOf(key, answer)).toBe(expected)
  })

  it('raises a suspicion once, and certain things raise none', () => {
    const event = { kind: 'checkpoint-missing', severity: 'critical', data: {} } as const
    const found = [{ event, suspicion: 'a' }, { event }, { event, suspicion: 'b' }, { event, suspicion: 'a' }]
    expect([...suspicionsOf(found)]).toEqual(['a', 'b'])
  })
})

describe('the answers that count', () => {
  const { state } = havingSeen(A, B)
  const from = (answers: Answers, circumstances = PLAIN, believed = state) =>
    answers.length - credibleOf(believed, answers, circumstances).length

  it.each<[string, Answers, number]>([
    ['are all where there is one', [[]], 0],
    ['are all where they agree', [[B], [B], [B]], 0],
    ['are all where nothing is suspected', [[A, B], [], []], 0],
    ['are those behind one that the others contradict', [[B], [A, B], [A, B]], 1],
    ['are those behind one that the last contradicts', [[B], [B, A], [B]], 1],
    ['are all where the next one agrees, whatever comes behind', [[B], [B], [A, B]], 0],
    ['are those behind an empty one, where the next is none', [[], [C, checkpoint(240)], [C]], 1],
    ['are all where two are empty', [[], [], []], 0],
    ['are those behind two that are empty, where a third contradicts them', [[], [], [A, B]], 2],
    ['are the last alone, where each contradicts the one before', [[B], [A], [A, B]], 2],
  ])('%s', (_, answers, first) => {
    expect(from(answers)).toBe(first)
  })

  it('of several hosts are those behind one that lacks a host, and behind any that is contradicted', () => {
    const on = (host: number, seconds: number) =>
      checkpoint(seconds + host / 10, { steps: u64(String(seconds)) })
    const both = (seconds: number) => [on(0, seconds), on(1, seconds)]
    const hosts = withPolicy({ hosts: 2 })
    const believed = havingSeen(...both(0), ...both(60)).state
    const whole = [...both(0), ...both(60)]
    const without = [on(0, 0), on(0, 60)]
    const lacking = [...both(0), on(0, 60)]
    expect(from([without, without, whole], hosts, believed)).toBe(2)
    expect(from([lacking, lacking, lacking], hosts, believed)).toBe(0)
    expect(from([lacking, lacking, whole], hosts, believed)).toBe(2)
  })
})
