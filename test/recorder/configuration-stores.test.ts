import { describe, expect, it } from 'vitest'
import { expectProblem, invalid, SOURCE } from '../support/configurations.ts'

describe('stores', () => {
  const STORE = { match: 'prod/orders', location: 's3://acme-checkpoints/orders', region: 'eu-central-1' }
  const REFUSED = {
    path: 'stores',
    message: 'verified copies are not supported by this version; remove "stores"',
  }

  it.each([
    [[]],
    [[STORE]],
    [[{ ...STORE, verifyEvery: '1h', deep: false, keepCopy: '90d', staleAfter: '2h' }]],
    [
      [
        {
          ...STORE,
          retentionMinCount: 10,
          retentionMinAge: '30d',
          endpoint: 'https://minio.lan',
          credentials: { env: 'S3' },
        },
      ],
    ],
    [[{ match: 'prod/*', location: 'file:///var/copies' }]],
  ])('as the contract has them are refused for this version only', (stores) => {
    expect(invalid({ sources: [SOURCE], stores })).toEqual([REFUSED])
  })

  it.each([
    [{ match: 'staging/x' }, '.match', 'names no configured source'],
    [{ location: 'https://bucket' }, '.location', 's3://'],
    [{ location: 's3://' }, '.location', 's3://'],
    [{ location: 'file://host/dir' }, '.location', 'file:///'],
    [{ location: undefined }, '.location', 'missing'],
    [{ verifyEvery: 'hourly' }, '.verifyEvery', 'a duration'],
    [{ deep: 'yes' }, '.deep', 'true or false'],
    [{ keepCopy: '1h' }, '.keepCopy', 'from 24h'],
    [{ retentionMinCount: -1 }, '.retentionMinCount', 'negative'],
    [{ credentials: { secret: 'a', env: 'B' } }, '.credentials', 'exactly one'],
    [{ extra: 1 }, '', '"extra"'],
  ])('are checked all the same: %j', (part, key, message) => {
    const problems = invalid({ sources: [SOURCE], stores: [{ ...STORE, ...part }] })
    expectProblem(problems, `stores[0]${key}`, message)
    expect(problems).toContainEqual(REFUSED)
  })
})
