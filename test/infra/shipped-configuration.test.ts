import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configurationFile, readShippedConfiguration } from '../../infra/shipped-configuration.ts'

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCdEf'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'configuration-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

function written(name: string, content: unknown): string {
  const file = join(directory, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function source(name: string, auth?: object): object {
  return {
    name,
    url: `https://${name}.example.com`,
    pipelines: ['*'],
    ...(auth === undefined ? {} : { auth }),
  }
}

describe('the shipped configuration', () => {
  test('is the file that is named, else pipelines.json, else the example', () => {
    expect(configurationFile(directory, undefined)).toBe(join(directory, 'pipelines.example.json'))
    const own = written('pipelines.json', '{}')
    expect(configurationFile(directory, undefined)).toBe(own)
    expect(configurationFile(directory, '/elsewhere/a.json')).toBe('/elsewhere/a.json')
  })

  test('names every secret once, whatever it is for', () => {
    const file = written('pipelines.json', {
      sources: [
        source('a', { apiKey: { secret: 'feldera/a' } }),
        source('b', { token: { secret: ARN } }),
        source('c', { apiKey: { secret: 'feldera/a' } }),
        source('d'),
        source('e', {
          clientCredentials: {
            tokenUrl: 'https://id.example.com/token',
            clientId: 'ledger',
            clientSecret: { secret: 'feldera/client' },
          },
        }),
      ],
    })
    const result = readShippedConfiguration(file)
    expect(result.kind === 'valid' && result.configuration.secrets).toEqual([
      'feldera/a',
      ARN,
      'feldera/client',
    ])
  })

  test('names what the recorder’s own role reads of stores and whether it keeps copies, and refuses folders and what only the function could reach', () => {
    const stores = [
      { match: 'a/orders', location: 's3://acme/orders' },
      { match: 'a/fraud-*', location: 's3://acme/teams/{pipeline}' },
      { match: 'a/x', location: 's3://other/x', credentials: { secret: 'minio' } },
      { match: 'a/y', location: 's3://minio-bucket', endpoint: 'https://minio.example.com' },
    ]
    const result = readShippedConfiguration(written('pipelines.json', { sources: [source('a')], stores }))
    expect(result.kind === 'valid' && result.configuration.stores).toEqual([
      { bucket: 'acme', prefix: 'orders/' },
      { bucket: 'acme', prefix: 'teams/*/' },
    ])
    expect(result.kind === 'valid' && result.configuration.secrets).toEqual(['minio'])
    expect(result.kind === 'valid' && result.configuration.keepsCopies).toBe(false)
    const keeping = [{ match: 'a/orders', location: 's3://acme/orders', keepCopy: '90d' }]
    const kept = readShippedConfiguration(
      written('keeping.json', { sources: [source('a')], stores: keeping }),
    )
    expect(kept.kind === 'valid' && kept.configuration.keepsCopies).toBe(true)
    const undeployable = [
      { match: 'a/orders', location: 'file:///copies' },
      { match: 'a/x', location: 's3://acme/x', endpoint: 'http://169.254.169.254' },
    ]
    const refused = readShippedConfiguration(
      written('refused.json', { sources: [source('a')], stores: undeployable }),
    )
    const paths = refused.kind === 'invalid' ? refused.problems.map(({ path }) => path) : []
    expect(paths).toEqual(expect.arrayContaining(['stores[0].location', 'stores[1].endpoint']))
  })

  test('is refused with all its problems at once, those of a deployment among them', () => {
    const file = written('pipelines.json', {
      sources: [
        source('a', { apiKey: { env: 'FELDERA_KEY' } }),
        { ...source('b'), url: 'http://b.example.com' },
      ],
      policy: { keepLast: -1 },
      unheard: true,
    })
    const result = readShippedConfiguration(file)
    const paths = result.kind === 'invalid' ? result.problems.map(({ path }) => path) : []
    expect(paths).toEqual(
      expect.arrayContaining(['sources[0].auth.apiKey', 'sources[1].url', 'policy.keepLast']),
    )
    expect(paths.length).toBeGreaterThanOrEqual(4)
    expect(JSON.stringify(result)).not.toContain('FELDERA_KEY')
  })

  test.each(['*', 'feldera/*', 'arn:aws:secretsmanager:*:*:secret:*', `${ARN}?`, 'arn:aws:s3:::bucket'])(
    'opens no other secrets through the name %s',
    (secret) => {
      const result = readShippedConfiguration(
        written('pipelines.json', { sources: [source('a', { apiKey: { secret } })] }),
      )
      expect(result.kind === 'invalid' && result.problems.map(({ path }) => path)).toEqual([
        'sources[0].auth.apiKey',
      ])
    },
  )

  test.each([
    'https://127.0.0.1:8080',
    'https://localhost',
    'https://feldera.localhost./prod',
    'https://2130706433',
    'https://0x7f.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://169.254.169.254/latest',
    'https://169.254.100.1:9001',
    'https://[fe80::1]',
    'https://0.0.0.0',
  ])('never asks what only the function itself can reach: %s', (url) => {
    const tokenUrl = `${url}/token`
    const oauth = { clientCredentials: { tokenUrl, clientId: 'a', clientSecret: { secret: 'feldera/a' } } }
    const result = readShippedConfiguration(
      written('pipelines.json', { sources: [{ ...source('a', oauth), url }, source('b')] }),
    )
    expect(result).toEqual({
      kind: 'invalid',
      problems: ['sources[0].url', 'sources[0].auth.clientCredentials.tokenUrl'].map((path) => ({
        path,
        message: expect.stringContaining('must not be loopback, link-local'),
      })),
    })
  })

  test('asks private addresses, which a deployment in a VPC can reach', () => {
    const file = written('pipelines.json', { sources: [{ ...source('a'), url: 'https://10.0.0.7:8443' }] })
    expect(readShippedConfiguration(file).kind).toBe('valid')
  })

  test('that is missing or no JSON is a problem, not a stack trace', () => {
    expect(readShippedConfiguration(join(directory, 'none.json')).kind).toBe('invalid')
    expect(readShippedConfiguration(written('pipelines.json', '{"sources": ')).kind).toBe('invalid')
  })
})
