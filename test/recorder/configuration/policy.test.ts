import { describe, expect, it } from 'vitest'
import { EVENT_KINDS } from '../../../lambdas/domain/event.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { describePolicy } from '../../../lambdas/domain/policy-text.ts'
import { expectProblem, invalid, SOURCE, valid } from '../../support/configurations.ts'

describe('a policy', () => {
  it('has the defaults of the contract', () => {
    expect(valid({ sources: [SOURCE] }).configuration.policy).toEqual(DEFAULT_POLICY)
  })

  it.each([
    [{ keepLast: 1 }, { keepLast: 1 }],
    [{ keepLast: 10_000 }, { keepLast: 10_000 }],
    [{ keepLast: 'all' }, { keepLast: 'all' }],
    [{ confirmAfter: [] }, { confirmAfterMs: [] }],
    [
      { confirmAfter: ['0s', '100ms', '1s', '1m', '5m'] },
      { confirmAfterMs: [0, 100, 1_000, 60_000, 300_000] },
    ],
    [{ staleAfter: '1s' }, { staleAfterMs: 1_000 }],
    [{ staleAfter: null, sizeDrop: null, hosts: null }, {}],
    [{ unobservableAfter: '0s' }, { unobservableAfterMs: 0 }],
    [{ feedEvery: '1h' }, { feedEveryMs: 3_600_000 }],
    [{ feedEvery: null }, {}],
    [{ sizeDrop: 0.5 }, { sizeDrop: 0.5 }],
    [{ lockFor: '1d' }, { lockForMs: 86_400_000 }],
    [{ remindEvery: '1m' }, { remindEveryMs: 60_000 }],
    [{ remindEvery: '0s' }, { remindEveryMs: 0 }],
    [{ hosts: 3 }, { hosts: 3 }],
    [{ severity: { 'checkpoint-missing': 'info' } }, { severity: { 'checkpoint-missing': 'info' } }],
  ])('may say %j', (policy, expected) => {
    expect(valid({ sources: [SOURCE], policy }).configuration.policy).toEqual({
      ...DEFAULT_POLICY,
      ...expected,
    })
  })

  it.each([
    [{ keepLast: 0 }, 'keepLast', '1 to 10000'],
    [{ keepLast: 10_001 }, 'keepLast', '1 to 10000'],
    [{ keepLast: 1.5 }, 'keepLast', '1 to 10000'],
    [{ keepLast: '2' }, 'keepLast', '1 to 10000'],
    [{ keepLast: null }, 'keepLast', '1 to 10000'],
    [{ confirmAfter: '5s' }, 'confirmAfter', 'a list'],
    [{ confirmAfter: ['1s', '1s', '1s', '1s', '1s', '1s'] }, 'confirmAfter', 'at most 5'],
    [{ confirmAfter: ['5s', '301s'] }, 'confirmAfter[1]', 'from 0s to 5m'],
    [{ confirmAfter: [5] }, 'confirmAfter[0]', 'text'],
    [{ staleAfter: '0s' }, 'staleAfter', 'from 1s to 36500d'],
    [{ staleAfter: '10' }, 'staleAfter', 'a duration such as'],
    [{ staleAfter: '10 m' }, 'staleAfter', 'a duration such as'],
    [{ unobservableAfter: 15 }, 'unobservableAfter', 'text'],
    [{ unobservableAfter: null }, 'unobservableAfter', 'text'],
    [{ feedEvery: '59s' }, 'feedEvery', 'from 1m'],
    [{ sizeDrop: 0 }, 'sizeDrop', 'between 0 and 1'],
    [{ sizeDrop: 1 }, 'sizeDrop', 'between 0 and 1'],
    [{ sizeDrop: '0.5' }, 'sizeDrop', 'a number'],
    [{ lockFor: '0s' }, 'lockFor', 'from 24h'],
    [{ lockFor: '23h' }, 'lockFor', 'from 24h'],
    [{ lockFor: '36501d' }, 'lockFor', 'a duration such as'],
    [{ remindEvery: '999ms' }, 'remindEvery', '0s, for never, or at least 1s'],
    [{ hosts: 0 }, 'hosts', '1 to 1000'],
    [{ hosts: 1.5 }, 'hosts', '1 to 1000'],
    [
      { severity: { 'checkpoint-missing': 'fatal' } },
      'severity.checkpoint-missing',
      'critical, warning, info, silent',
    ],
    [{ severity: { 'checkpoint-mising': 'info' } }, 'severity', '"checkpoint-mising"'],
    [{ severity: { toString: 'info' } }, 'severity', '"toString"'],
    [{ severity: [] }, 'severity', 'an object'],
    [{ keeplast: 2 }, '', '"keeplast"'],
  ])('may not say %j', (policy, key, message) => {
    const path = key === '' ? 'policy' : `policy.${key}`
    expectProblem(invalid({ sources: [SOURCE], policy }), path, message)
  })

  it.each([
    'alert-raised',
    'alert-acknowledged',
    'alert-resolved',
    'run-completed',
    'access-key-created',
    'access-key-revoked',
    'stores-checked',
    'notification-tested',
    'notification-refused',
    'loss-rehearsed',
    'report-archived',
    'report-signed-off',
  ])('gives no severity to %s, which no policy could change', (kind) => {
    expectProblem(
      invalid({ sources: [SOURCE], policy: { severity: { [kind]: 'info' } } }),
      'policy.severity',
      kind,
    )
  })

  it('is told one thing once, though a number is wrong in two ways', () => {
    // Neither exact nor small enough.
    expect(invalid({ sources: [SOURCE], policy: { keepLast: 1e308 } })).toHaveLength(1)
  })

  it('may give a severity to every other kind', () => {
    const kinds = EVENT_KINDS.filter(
      (kind) => !/^(alert-|access-key-|notification-|report-|loss-|run-|stores-)/.test(kind),
    )
    const severity = Object.fromEntries(kinds.map((kind) => [kind, 'info']))
    expect(valid({ sources: [SOURCE], policy: { severity } }).configuration.policy.severity).toEqual(severity)
  })

  it('is the same after it was described and read again', () => {
    const policy = {
      ...DEFAULT_POLICY,
      keepLast: 'all',
      confirmAfterMs: [1_500],
      staleAfterMs: 90_000,
      severity: { 'size-dropped': 'critical' },
    } as const
    const { configuration } = valid({ sources: [SOURCE], policy: describePolicy(policy) })
    expect(configuration.policy).toEqual(policy)
    const defaults = valid({ sources: [SOURCE], policy: describePolicy(DEFAULT_POLICY) })
    expect(defaults.configuration.policy).toEqual(DEFAULT_POLICY)
  })
})
