import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hashOf, keyIdIn, newKey } from '../../../lambdas/publisher/access/key-text.ts'

it('a new key can be told by its prefix, names its id and hashes to what is kept', () => {
  const { id, text, hash } = newKey()
  expect(text).toMatch(/^cl_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/)
  expect(keyIdIn(text)).toBe(id)
  expect(hashOf(text)).toBe(hash)
})

it('a thousand keys share neither id nor secret, and every one is read', () => {
  const keys = Array.from({ length: 1_000 }, newKey)
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1_000)
  expect(new Set(keys.map(({ text }) => text.slice(16, 59))).size).toBe(1_000)
  for (const { id, text } of keys) expect(keyIdIn(text)).toBe(id)
})

it('the secret has all of 256 bits: its first and last digits vary', () => {
  const secrets = Array.from({ length: 2_000 }, () => newKey().text.slice(16, 59))
  // 62^43 is a little more than 2^256: the first digit takes 52 values, the last all 62.
  expect(new Set(secrets.map((secret) => secret.at(0))).size).toBeGreaterThan(40)
  expect(new Set(secrets.map((secret) => secret.at(-1))).size).toBe(62)
})

it('one digit typed wrongly, or two changed places, is no key', () => {
  const { text } = newKey()
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.integer({ min: 32, max: 126 }), (place, code) => {
      const altered = text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1)
      return altered === text || keyIdIn(altered) === undefined
    }),
  )
  for (let i = 0; i + 1 < text.length; i += 1) {
    const swapped = text.slice(0, i) + text[i + 1] + text[i] + text.slice(i + 2)
    if (swapped !== text) expect(keyIdIn(swapped)).toBeUndefined()
  }
})

it.each([
  '',
  'cl_',
  'cl__',
  `cl_${'a'.repeat(12)}_${'a'.repeat(49)}`,
  ` ${newKey().text}`,
  `${newKey().text}\n`,
])('%j is no key', (text) => {
  expect(keyIdIn(text)).toBeUndefined()
})
