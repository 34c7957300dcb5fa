import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { stillUnseen, unobservableEvents } from '../../lambdas/domain/unseen.ts'
import { at } from '../support/listings.ts'

const TIMEOUT = { kind: 'unobservable', reason: 'timeout', detail: 'no answer' } as const

describe('the time in which a pipeline is not seen', () => {
  it('begins with the first answer that fails, goes on, and has the newest reason', () => {
    expect(stillUnseen(null, at(5), TIMEOUT)).toEqual({ since: at(5), reason: 'timeout' })
    const before = { since: at(0), reason: 'network' } as const
    expect(stillUnseen(before, at(5), TIMEOUT)).toEqual({ since: at(0), reason: 'timeout' })
  })

  it('is none where the pipeline is stopped', () => {
    const before = { since: at(0), reason: 'network' } as const
    expect(stillUnseen(before, at(5), { ...TIMEOUT, reason: 'stopped' })).toBeNull()
  })
})

describe('that a pipeline is not seen', () => {
  const policy = { ...DEFAULT_POLICY, unobservableAfterMs: 900_000 }
  const told = (
    seconds: number,
    believed: State = NOTHING_YET,
    unseen: { since: ReturnType<typeof at> } | null = { since: at(0) },
  ) =>
    unobservableEvents(
      believed,
      unseen === null ? null : { ...unseen, reason: 'network' },
      TIMEOUT,
      { startedAt: at(seconds), seenAt: at(seconds + 10) },
      policy,
    )

  it('is told once it has lasted as long as the policy allows, from run to run', () => {
    expect(told(899.999)).toEqual([])
    expect(told(900)).toEqual([
      {
        kind: 'pipeline-unobservable',
        severity: 'warning',
        data: { reason: 'timeout', detail: 'no answer', since: at(0), unobserved_seconds: '910' },
      },
    ])
  })

  it('is not told where it is seen, nor twice', () => {
    expect(told(9_000, NOTHING_YET, null)).toEqual([])
    const unobservable = { since: at(0), reason: 'timeout' }
    expect(told(9_000, { ...NOTHING_YET, unobservable })).toEqual([])
  })

  it('is told once more when its approval has ended, which it then names', () => {
    const believed: State = {
      ...NOTHING_YET,
      unobservable: { since: at(0), reason: 'timeout' },
      unalarmed: [
        { kind: 'checkpoints-stale', approval: 'b' },
        { kind: 'pipeline-unobservable', approval: 'a' },
      ],
    }
    expect(told(9_000, believed)[0]?.data['outlasted']).toBe('a')
  })
})
