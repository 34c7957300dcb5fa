import { describe, expect, test } from 'vitest'
import { readSettings } from '../../infra/settings.ts'

const read = (context: { readonly [name: string]: unknown }) => readSettings((name) => context[name])

function problemPaths(context: { readonly [name: string]: unknown }): readonly string[] {
  const result = read(context)
  return result.kind === 'invalid' ? result.problems.map(({ path }) => path) : []
}

describe('settings', () => {
  test('have a default each, and the defaults lock in a way that cannot be undone', () => {
    expect(read({})).toEqual({
      kind: 'valid',
      settings: {
        stage: 'prod',
        everyMinutes: 1,
        emails: [],
        linkBase: '',
        origin: 'checkpoint-ledger.internal/prod',
        objectLock: 'COMPLIANCE',
        rehearseDays: 7,
        pingSecret: '',
        chat: false,
        eventBus: '',
        logKey: 1,
        logKeyLost: '',
        witnesses: '',
      },
    })
  })

  test('are read from the texts that a command line can give', () => {
    const result = read({
      stage: 'dev',
      every: '2h',
      emails: 'a@example.com, b@example.com,a@example.com',
      linkBase: 'https://ledger.example.com/',
      objectLock: 'GOVERNANCE',
      rehearseEvery: 'never',
      pingSecret: 'checkpoint-ledger/ping',
      chat: 'true',
      eventBus: 'ops/alerts',
    })
    expect(result).toEqual({
      kind: 'valid',
      settings: {
        stage: 'dev',
        everyMinutes: 120,
        emails: ['a@example.com', 'b@example.com'],
        linkBase: 'https://ledger.example.com',
        origin: 'checkpoint-ledger.internal/dev',
        objectLock: 'GOVERNANCE',
        rehearseDays: 0,
        pingSecret: 'checkpoint-ledger/ping',
        chat: true,
        eventBus: 'ops/alerts',
        logKey: 1,
        logKeyLost: '',
        witnesses: '',
      },
    })
  })

  test('tell all their problems at once', () => {
    const wrong = {
      stage: 'Prod!',
      every: '30s',
      emails: ['nobody', 'a@example.com'],
      linkBase: 'http://ledger.example.com',
      origin: 'https://example.com/log',
      objectLock: 'NONE',
      rehearseEvery: '12h',
      pingSecret: 'https://hc-ping.com/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278',
      chat: 'yes',
      eventBus: 'arn:aws:events:*:*:event-bus/*',
    }
    expect(problemPaths(wrong)).toEqual([
      'stage',
      'every',
      'emails.0',
      'linkBase',
      'origin',
      'objectLock',
      'rehearseEvery',
      'pingSecret',
      'chat',
      'eventBus',
    ])
  })

  test.each(['1m', '60s', '15m', '1d'])('schedule every %s', (every) => {
    expect(problemPaths({ every })).toEqual([])
  })

  test.each(['0m', '59s', '90s', '25h', '1.5m', 'm', '1', '500ms'])('never schedule every %s', (every) => {
    expect(problemPaths({ every })).toEqual(['every'])
  })

  test.each(['example.com/checkpoint-ledger', 'ledger.example.com'])('take %s for an origin', (origin) => {
    expect(problemPaths({ origin })).toEqual([])
  })

  test.each(['', 'has space', 'a+b', 'example.com/', '/path'])('never take "%s" for an origin', (origin) => {
    expect(problemPaths({ origin })).toEqual(['origin'])
  })

  const issuer = { jwtIssuer: 'https://id.example.com/realms/ops', jwtAudience: 'ledger' }

  test('accept the JWTs of one issuer, for one audience', () => {
    expect(read(issuer)).toMatchObject({
      settings: {
        jwt: {
          issuer: issuer.jwtIssuer,
          audience: 'ledger',
          roleClaim: 'roles',
          roles: 'read=read,operate=operate',
        },
      },
    })
    const more = { ...issuer, jwtRoleClaim: 'realm_access.roles', jwtRoles: 'viewers=read,on-call=operate' }
    expect(read(more)).toMatchObject({
      settings: { jwt: { roleClaim: 'realm_access.roles', roles: 'viewers=read,on-call=operate' } },
    })
  })

  test.each([
    [{ jwtIssuer: issuer.jwtIssuer }, ['jwtAudience']],
    [{ jwtAudience: 'ledger', jwtRoles: 'a=read' }, ['jwtAudience', 'jwtRoles']],
    [{ ...issuer, jwtIssuer: 'http://id.example.com' }, ['jwtIssuer']],
    [{ ...issuer, jwtIssuer: 'https://id.example.com/?tenant=1' }, ['jwtIssuer']],
    [{ ...issuer, jwtAudience: '' }, ['jwtAudience']],
    [{ ...issuer, jwtRoleClaim: 'two words' }, ['jwtRoleClaim']],
    [{ ...issuer, jwtRoles: 'viewers=admin' }, ['jwtRoles']],
    [{ ...issuer, jwtRoles: 'viewers=read,viewers=operate' }, ['jwtRoles']],
  ])('refuse half an issuer or one that cannot be trusted: %j', (context, paths) => {
    expect(problemPaths(context)).toEqual(paths)
  })
})
