import { describe, expect, it } from 'vitest'
import { expectProblem, invalid, SOURCE, valid } from '../../support/configurations.ts'

const API_KEY = { apiKey: { secret: 'feldera/prod' } }

describe('a source', () => {
  it.each([
    [undefined, { kind: 'none' }],
    [API_KEY, { kind: 'apiKey', secret: { kind: 'secret', name: 'feldera/prod' } }],
    [{ token: { env: '_JWT2' } }, { kind: 'token', secret: { kind: 'env', variable: '_JWT2' } }],
    [
      {
        clientCredentials: {
          tokenUrl: 'https://id.example.com/token?policy=a',
          clientId: 'ledger',
          clientSecret: { env: 'S' },
          scope: 'read all',
        },
      },
      {
        kind: 'clientCredentials',
        tokenUrl: 'https://id.example.com/token?policy=a',
        clientId: 'ledger',
        clientSecret: { kind: 'env', variable: 'S' },
        scope: 'read all',
      },
    ],
  ])('with auth %j is authorized so', (auth, expected) => {
    expect(source({ auth }).auth).toEqual(expected)
  })

  it.each([
    [
      { apiKey: { secret: 'a' }, token: { secret: 'b' } },
      'auth',
      'exactly one of apiKey, token, clientCredentials',
    ],
    [{}, 'auth', 'exactly one of apiKey, token, clientCredentials'],
    [{ apiKey: {} }, 'auth.apiKey', 'exactly one of secret, env'],
    [{ token: { secret: 'a', env: 'B' } }, 'auth.token', 'exactly one of secret, env'],
    [{ apiKey: { secret: '' } }, 'auth.apiKey.secret', 'empty'],
    [{ apiKey: { secret: ' ' } }, 'auth.apiKey.secret', 'empty'],
    [{ apiKey: { env: '1A' } }, 'auth.apiKey.env', 'environment variable'],
    [{ apiKey: { env: 'A-B' } }, 'auth.apiKey.env', 'environment variable'],
    [{ apiKey: 'apikey:x' }, 'auth.apiKey', 'no place in this file'],
    [{ apikey: { secret: 'a' } }, 'auth', '1 unknown key'],
    [{ apiKey: { secret: 'a', version: 1 } }, 'auth.apiKey', '1 unknown key'],
    [null, 'auth', 'an object'],
    [clientCredentials({ tokenUrl: 'http://id.example.com/' }), 'auth.clientCredentials.tokenUrl', 'https'],
    [
      clientCredentials({ tokenUrl: 'https://u:p@id.example.com/' }),
      'auth.clientCredentials.tokenUrl',
      'password',
    ],
    [clientCredentials({ clientId: undefined }), 'auth.clientCredentials.clientId', 'missing'],
    [clientCredentials({ clientSecret: undefined }), 'auth.clientCredentials.clientSecret', 'missing'],
    [clientCredentials({ clientSecret: {} }), 'auth.clientCredentials.clientSecret', 'exactly one'],
    [clientCredentials({ audience: 'x' }), 'auth.clientCredentials', '1 unknown key'],
  ])('with auth %j is refused at %s', (auth, path, message) => {
    expectProblem(problemsOf({ auth }), `sources[0].${path}`, message)
  })

  it.each(['a', '0', 'prod-eu-1', 'recorder2', 'x'.repeat(31)])('may be named %s', (name) => {
    expect(source({ name }).name).toBe(name)
  })

  it.each(['', '-a', 'Prod', 'a_b', 'a/b', 'a b', 'x'.repeat(32), 'recorder', 'prod\n', 5, null, undefined])(
    'may not be named %j',
    (name) => {
      expectProblem(problemsOf({ name }), 'sources[0].name', '')
    },
  )

  it.each([
    ['https://feldera.example.com', 'https://feldera.example.com'],
    ['https://feldera.example.com/', 'https://feldera.example.com'],
    ['https://EXAMPLE.com:8443/feldera//', 'https://example.com:8443/feldera'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.1', 'http://127.8.9.1'],
    ['http://[::1]:80/p', 'http://[::1]/p'],
  ])('may have the address %s', (url, expected) => {
    expect(source({ url }).url).toBe(expected)
  })

  it.each([
    ['http://feldera.example.com', 'https'],
    ['http://localhost.example.com', 'https'],
    ['http://127.0.0.1.example.com', 'https'],
    ['http://128.0.0.1', 'https'],
    ['http://0.0.0.0', 'https'],
    ['http://[::ffff:127.0.0.1]', 'https'],
    ['http://localhost@feldera.example.com', 'password'],
    ['https://user:pass@feldera.example.com', 'password'],
    ['https://@feldera.example.com', 'password'],
    ['https://feldera.example.com?x=1', 'query'],
    ['https://feldera.example.com/?', 'query'],
    ['https://feldera.example.com/#', 'fragment'],
    ['ftp://feldera.example.com', 'https'],
    ['feldera.example.com', 'https'],
    ['https:feldera.example.com', 'https'],
    ['https:///feldera.example.com', 'https'],
    ['https://feldera.example.com\\x', 'https'],
    [' https://feldera.example.com', 'https'],
    ['https://feldera.exa\nmple.com', 'https'],
    ['https://exa mple.com', 'https'],
    ['https://example.com:99999', 'https'],
    ['https://', 'https'],
    ['', 'https'],
    [7, 'text'],
  ])('may not have the address %j', (url, message) => {
    expectProblem(problemsOf({ url }), 'sources[0].url', message)
  })

  it('never has its address repeated, which may hold a password', () => {
    expect(JSON.stringify(problemsOf({ url: 'https://user:hunter2@h/?q#f' }))).not.toContain('hunter2')
  })

  it('may be asked over http where it says so, and its token fetched', () => {
    const auth = clientCredentials({ tokenUrl: 'http://id.example.com/t' })
    expect(source({ url: 'http://feldera.lan', allowHttp: true, auth }).url).toBe('http://feldera.lan')
    expectProblem(problemsOf({ url: 'http://feldera.lan', allowHttp: false }), 'sources[0].url', 'allowHttp')
    expectProblem(
      problemsOf({ url: 'http://feldera.lan', allowHttp: 'true' }),
      'sources[0].allowHttp',
      'true or false',
    )
    expectProblem(problemsOf({ url: 'http://feldera.lan', allowHttp: 'true' }), 'sources[0].url', 'allowHttp')
  })

  it.each([['analytics'], ['Team A'], ['a@b.c']])('may belong to the tenant %s', (tenant) => {
    expect(source({ tenant }).tenant).toBe(tenant)
  })

  it.each(['', ' ', ' a', 'a ', 'a\r\nX: y', 'é', 'a\u007f', 'x'.repeat(256), 1, null])(
    'may not belong to the tenant %j, which is no header',
    (tenant) => {
      expectProblem(problemsOf({ tenant }), 'sources[0].tenant', '')
    },
  )

  it('has no tenant unless it names one', () => {
    expect(source({}).tenant).toBeNull()
  })

  it.each([
    [[], 'sources[0].pipelines', 'at least one'],
    [undefined, 'sources[0].pipelines', 'missing'],
    ['orders', 'sources[0].pipelines', 'a list'],
    [['a', ''], 'sources[0].pipelines[1]', '1 to 255'],
    [['a/b'], 'sources[0].pipelines[0]', '"/"'],
    [['a\tb'], 'sources[0].pipelines[0]', 'control'],
    [['..'], 'sources[0].pipelines[0]', '".."'],
    [['x'.repeat(256)], 'sources[0].pipelines[0]', '255'],
    [[1], 'sources[0].pipelines[0]', 'text'],
    [['a', 'b*', 'a', 'b*'], 'sources[0].pipelines[2]', 'repeats pipelines[0]'],
    [['a', 'b*', 'a', 'b*'], 'sources[0].pipelines[3]', 'repeats pipelines[1]'],
  ])('with pipelines %j is refused at %s', (pipelines, path, message) => {
    expectProblem(problemsOf({ pipelines }), path, message)
  })

  it('shares its name with no other', () => {
    const problems = invalid({ sources: [SOURCE, { ...SOURCE, name: 'b' }, SOURCE, SOURCE] })
    expect(problems).toEqual([
      { path: 'sources[2].name', message: 'repeats sources[0].name' },
      { path: 'sources[3].name', message: 'repeats sources[0].name' },
    ])
  })
})

function clientCredentials(part: object) {
  const whole = { tokenUrl: 'https://id.example.com/t', clientId: 'c', clientSecret: { env: 'S' } }
  return { clientCredentials: { ...whole, ...part } }
}

function source(part: object) {
  const [first] = valid({ sources: [{ ...SOURCE, ...part }] }).configuration.sources
  if (first === undefined) throw new Error('no source')
  return first
}

/** Of one otherwise valid source. */
function problemsOf(part: object) {
  return invalid({ sources: [{ ...SOURCE, ...part }] })
}
