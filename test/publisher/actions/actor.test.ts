import { expect, test } from 'vitest'
import { sha256Hex } from '../../../lambdas/domain/canonical.ts'
import { actorOf } from '../../../lambdas/publisher/actions/actor.ts'

const named = (authorization: string, header = 'authorization') =>
  actorOf({ headers: { [header]: authorization } })

test('a token is known by the beginning of its hash, and is never shown', () => {
  expect(named('Bearer s3cret')).toBe(`api:${sha256Hex('s3cret').slice(0, 8)}`)
  expect(named('bearer   s3cret  ', 'Authorization')).toBe(named('Bearer s3cret'))
})

test.each(['', 'Basic YTpi', 'Bearer', 'Bearer a b', 'AWS4-HMAC-SHA256 Credential=x'])(
  'without a token, %j, it is the API',
  (authorization) => {
    expect(named(authorization)).toBe('api')
  },
)

test('nobody can name himself', () => {
  expect(actorOf({ headers: { 'x-actor': 'ceo', from: 'ceo@example.com', actor: 'ceo' } })).toBe('api')
})
