import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { policyFor } from '../../../lambdas/recorder/configuration/configuration.ts'
import { parseConfiguration } from '../../../lambdas/recorder/configuration/parse-configuration.ts'
import { expectProblem, invalid, SOURCE, valid } from '../../support/configurations.ts'

describe('the configuration of the contract', () => {
  const { configuration } = valid({
    sources: [
      {
        name: 'prod',
        url: 'https://feldera.example.com',
        auth: { apiKey: { secret: 'feldera/prod' } },
        tenant: 'analytics',
        pipelines: ['orders', 'fraud-*'],
      },
    ],
    policy: { keepLast: 2 },
    overrides: [{ match: 'prod/orders', policy: { staleAfter: '10m', keepLast: 'all' } }],
  })

  it('is read into plain values', () => {
    expect(configuration).toEqual({
      sources: [
        {
          name: 'prod',
          url: 'https://feldera.example.com',
          auth: { kind: 'apiKey', secret: { kind: 'secret', name: 'feldera/prod' } },
          tenant: 'analytics',
          pipelines: ['orders', 'fraud-*'],
        },
      ],
      policy: DEFAULT_POLICY,
      overrides: [
        { match: { source: 'prod', pipeline: 'orders' }, policy: { staleAfterMs: 600_000, keepLast: 'all' } },
      ],
      stores: [],
    })
  })

  it('gives every pipeline its policy', () => {
    expect(policyFor(configuration, 'prod', 'orders')).toEqual({
      ...DEFAULT_POLICY,
      staleAfterMs: 600_000,
      keepLast: 'all',
    })
    expect(policyFor(configuration, 'prod', 'fraud-eu')).toEqual(DEFAULT_POLICY)
  })
})

describe('overrides', () => {
  const { configuration } = valid({
    sources: [SOURCE, { ...SOURCE, name: 'prod-eu' }],
    policy: {
      keepLast: 3,
      staleAfter: '10m',
      severity: { 'checkpoint-missing': 'warning', 'hold-broken': 'info' },
    },
    overrides: [
      { match: 'prod*/*', policy: { keepLast: 4, severity: { 'checkpoint-missing': 'info' } } },
      { match: 'prod/or*s', policy: { keepLast: 5, staleAfter: null } },
      { match: '*-eu/orders', policy: { severity: { 'size-dropped': 'critical' } } },
    ],
  })

  it('are merged over the general policy in their order, the later winning', () => {
    expect(policyFor(configuration, 'prod', 'orders')).toMatchObject({ keepLast: 5, staleAfterMs: null })
    expect(policyFor(configuration, 'prod', 'fraud')).toMatchObject({ keepLast: 4, staleAfterMs: 600_000 })
    expect(policyFor(configuration, 'other', 'orders')).toEqual(configuration.policy)
  })

  it('merge severity kind by kind', () => {
    expect(policyFor(configuration, 'prod-eu', 'orders').severity).toEqual({
      'checkpoint-missing': 'info',
      'hold-broken': 'info',
      'size-dropped': 'critical',
    })
  })

  it.each([
    ['orders', '"source/pipeline"'],
    ['prod/', '"source/pipeline"'],
    ['/orders', '"source/pipeline"'],
    ['prod/a/b', '"source/pipeline"'],
    ['staging/orders', 'names no configured source'],
    ['staging*/orders', 'names no configured source'],
    [undefined, 'missing'],
    [['prod/orders'], 'text'],
  ])('with match %j are refused', (match, message) => {
    const overrides = [
      { match: 'prod/*', policy: {} },
      { match, policy: { keepLast: 1 } },
    ]
    expectProblem(invalid({ sources: [SOURCE], overrides }), 'overrides[1].match', message)
  })

  it('are checked like the general policy', () => {
    const overrides = [{ match: 'prod/*', policy: { keepLast: 0 } }, { match: 'prod/*' }]
    const problems = invalid({ sources: [SOURCE], overrides })
    expectProblem(problems, 'overrides[0].policy.keepLast', '1 to 10000')
    expectProblem(problems, 'overrides[1].policy', 'missing')
  })
})

describe('the file', () => {
  it('is told all its problems at once, each with its path', () => {
    const problems = invalid({
      sources: [
        {
          ...SOURCE,
          url: 'http://h.example',
          auth: { apiKey: { secret: 5, env: 'A' } },
          pipelines: ['a', 'a', ''],
        },
        { ...SOURCE, tenant: '', colour: 'red' },
      ],
      policy: { keepLast: 1.5, staleAfter: 'soon' },
      overrides: [{ match: 'none/x', policy: { hosts: 0.5 } }],
      stores: [{}],
      version: 1,
    })
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      '(file)',
      'overrides[0].match',
      'overrides[0].policy.hosts',
      'policy.keepLast',
      'policy.staleAfter',
      'sources[0].auth.apiKey',
      'sources[0].auth.apiKey.secret',
      'sources[0].pipelines[1]',
      'sources[0].pipelines[2]',
      'sources[0].url',
      'sources[1]',
      'sources[1].name',
      'sources[1].tenant',
      'stores[0].location',
      'stores[0].match',
    ])
  })

  it.each([
    [{}, 'sources', 'missing'],
    [{ sources: [] }, 'sources', 'at least one'],
    [{ sources: {} }, 'sources', 'a list'],
    [{ sources: [null] }, 'sources[0]', 'an object'],
    [{ sources: [SOURCE], extra: 1 }, '(file)', '"extra"'],
    [[], '(file)', 'an object'],
    [null, '(file)', 'an object'],
    ['text', '(file)', 'an object'],
  ])('%j is refused', (content, path, message) => {
    expectProblem(invalid(content), path, message)
  })

  it.each([
    `{"sources": [${JSON.stringify(SOURCE)}], "__proto__": {}}`,
    `{"sources": [${JSON.stringify(SOURCE)}], "policy": {"__proto__": {}}}`,
    `{"sources": [${JSON.stringify(SOURCE)}], "policy": {"severity": {"__proto__": "info"}}}`,
  ])('has no key that is passed over: %s', (text) => {
    const parsed = parseConfiguration(text)
    expect(JSON.stringify(parsed)).toContain('__proto__')
    expect(parsed.kind).toBe('invalid')
  })

  it.each([
    ['', 1, 1],
    ['  \n', 2, 1],
    ['{\n  "sources": [\n    1,\n  ]\n}', 4, 3],
    ['{\n  "sources": [],\n}', 3, 1],
    ['{"sources": tru3}', 1, 16],
    ['{"sources": [}', 1, 14],
    ['{\r\n"a" 1}', 2, 5],
    ['{"a": "x\ny"}', 1, 9],
    ['{"a": 1} x', 1, 10],
    ['{"a": "é𝄞", b}', 1, 14],
    ['undefined', 1, 1],
    ['[object Object]', 1, 2],
    [`${' '.repeat(100_000)}\n\n  %`, 3, 3],
  ])('that is no JSON is told where: %#', (text, line, column) => {
    expect(parseConfiguration(text)).toEqual({
      kind: 'invalid',
      problems: [{ path: '(file)', message: `is not JSON: see line ${line}, column ${column}` }],
    })
  })

  it('may not begin with a byte order mark', () => {
    expect(JSON.stringify(parseConfiguration('\uFEFF{}'))).toContain('byte order mark')
  })
})
