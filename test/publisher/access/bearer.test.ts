import { expect, it } from 'vitest'
import { bearerIn } from '../../../lambdas/publisher/access/bearer.ts'

it.each([
  ['Bearer s3cret', 's3cret'],
  ['bearer s3cret', 's3cret'],
  ['BEARER   s3cret  ', 's3cret'],
  ['Bearer a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
  [`Bearer ${'x'.repeat(8_192)}`, 'x'.repeat(8_192)],
])('takes the token of %j', (authorization, token) => {
  expect(bearerIn({ authorization })).toBe(token)
  expect(bearerIn({ Authorization: authorization })).toBe(token)
})

it.each([
  '',
  'Bearer',
  'Bearer ',
  'Bearer\ts3cret',
  'Bearer \ts3cret',
  'Bearer s3cret\t',
  'Bearer a b',
  'Bearer a,Bearer b',
  'Bearer a, Bearer b',
  'Bearers3cret',
  ' Bearer s3cret',
  'Basic YTpi',
  'AWS4-HMAC-SHA256 Credential=x',
  'Bearer s3cret\u0000',
  'Bearer s3crét',
  'Bearer 秘密',
  'Bearer s3cret\r\nx: y',
  `Bearer ${'x'.repeat(8_193)}`,
])('takes none from %j', (authorization) => {
  expect(bearerIn({ authorization })).toBeUndefined()
})

it('takes none where two headers of the name have come', () => {
  expect(bearerIn({ authorization: 'Bearer a', Authorization: 'Bearer a' })).toBeUndefined()
  expect(bearerIn({})).toBeUndefined()
})
