import { describe, expect, it } from 'vitest'
import { storeFor } from '../../../lambdas/recorder/configuration/configuration.ts'
import { expectProblem, invalid, SOURCE, valid } from '../../support/configurations.ts'

const STORE = { match: 'prod/orders', location: 's3://acme-checkpoints/orders', region: 'eu-central-1' }

function storesOf(...stores: readonly object[]) {
  const { configuration } = valid({ sources: [SOURCE], stores })
  return (pipeline: string) => storeFor(configuration, 'prod', pipeline)
}

describe('stores', () => {
  it('are taken as they are written, defaults filled in', () => {
    expect(storesOf(STORE)('orders')).toEqual({
      match: { source: 'prod', pipeline: 'orders' },
      location: 's3://acme-checkpoints/orders',
      region: 'eu-central-1',
      endpoint: null,
      credentials: null,
      verifyEveryMs: 3_600_000,
      deep: false,
      keepCopyMs: null,
      staleAfterMs: null,
      retention: { minCount: 10, minAgeMs: 30 * 86_400_000 },
    })
    const all = {
      ...STORE,
      endpoint: 'http://minio.lan:9000',
      allowHttp: true,
      credentials: { env: 'S3' },
      verifyEvery: '10m',
      deep: true,
      keepCopy: '90d',
      staleAfter: '2h',
      retentionMinCount: 3,
      retentionMinAge: '1d',
    }
    expect(storesOf(all)('orders')).toMatchObject({
      endpoint: 'http://minio.lan:9000',
      credentials: { kind: 'env', variable: 'S3' },
      verifyEveryMs: 600_000,
      deep: true,
      keepCopyMs: 90 * 86_400_000,
      staleAfterMs: 7_200_000,
      retention: { minCount: 3, minAgeMs: 86_400_000 },
    })
  })

  it('serve several pipelines where the location says which place is whose', () => {
    const named = storesOf({ match: 'prod/*', location: 's3://acme/{source}/{pipeline}' })
    expect(named('orders')?.location).toBe('s3://acme/prod/orders')
    const files = storesOf({ match: 'prod/*', location: 'file:///copies/{pipeline}' })
    expect(files('a b')?.location).toBe('file:///copies/a%20b')
    expect(named('orders-{source}')?.location).toBe('s3://acme/prod/orders-{source}')
  })

  it('are one per pipeline: of several that match the last one, as with overrides', () => {
    const of = storesOf({ match: 'prod/*', location: 's3://acme/{pipeline}' }, STORE)
    expect(of('orders')?.location).toBe(STORE.location)
    expect(of('fraud')?.location).toBe('s3://acme/fraud')
    expect(storesOf(STORE)('fraud')).toBeUndefined()
  })

  it.each([
    [{ match: 'staging/x' }, '.match', 'names no configured source'],
    [{ match: 'prod/*' }, '.location', 'must hold {pipeline}'],
    [{ location: 's3://acme/{pipline}' }, '.location', 'no other { or }'],
    [{ location: 'https://bucket' }, '.location', 's3://'],
    [{ location: 's3://' }, '.location', 's3://'],
    [{ location: 'file://host/dir' }, '.location', 'file:///'],
    [{ location: 'file:///copies' }, '.region', 's3:// locations only'],
    [{ location: undefined }, '.location', 'missing'],
    [{ endpoint: 'http://minio.lan' }, '.endpoint', 'must be https'],
    [{ verifyEvery: 'hourly' }, '.verifyEvery', 'a duration'],
    [{ deep: 'yes' }, '.deep', 'true or false'],
    [{ keepCopy: '1h' }, '.keepCopy', 'from 24h'],
    [{ keepCopy: 90 }, '.keepCopy', 'must be text'],
    [{ retentionMinCount: -1 }, '.retentionMinCount', 'negative'],
    [{ credentials: { secret: 'a', env: 'B' } }, '.credentials', 'exactly one'],
    [{ extra: 1 }, '', '"extra"'],
  ])('are checked, each problem with its place: %j', (part, key, message) => {
    expectProblem(invalid({ sources: [SOURCE], stores: [{ ...STORE, ...part }] }), `stores[0]${key}`, message)
  })

  it('of several sources say which place is whose, and none has a place or a pattern twice', () => {
    const sources = [SOURCE, { ...SOURCE, name: 'staging' }]
    const shared = { match: '*/orders', location: 's3://acme/orders' }
    expectProblem(invalid({ sources, stores: [shared] }), 'stores[0].location', 'must hold {source}')
    const problems = invalid({ sources, stores: [STORE, STORE] })
    expectProblem(problems, 'stores[1].match', 'repeats stores[0].match')
    expectProblem(problems, 'stores[1].location', 'repeats stores[0].location')
  })
})
