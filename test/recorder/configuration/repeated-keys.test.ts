import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseConfiguration } from '../../../lambdas/recorder/configuration/parse-configuration.ts'
import { repeatedKeys } from '../../../lambdas/recorder/configuration/repeated-keys.ts'

it('a key that stands twice is refused with its place, and with all other problems', () => {
  const text = '{"sources": [],\n "policy": {"keepLast": 2, "keepLast": "all"},\n "sources": []}'
  expect(parseConfiguration(text)).toEqual({
    kind: 'invalid',
    problems: [
      { path: '(file)', message: 'a key stands twice in one object: see line 2, column 28' },
      { path: '(file)', message: 'a key stands twice in one object: see line 3, column 2' },
      { path: 'sources', message: 'must name at least one source' },
    ],
  })
})

it('the same key is the same however it is written', () => {
  expect(repeatedKeys('{"url": 1, "\\u0075rl" : 2}')).toEqual([11])
  expect(repeatedKeys('{"__proto__": 1, "__proto__": 2}')).toEqual([17])
})

it('is not taken in by text that looks like JSON, nor by the same key of another object', () => {
  expect(
    repeatedKeys(String.raw`{"a": "\"a\": {", "b": ["a", {"a": 1}, {"a": "\\"}], "c": {"a": {"a": 1}}}`),
  ).toEqual([])
})

it('finds none in what was written from a value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(repeatedKeys(JSON.stringify(value, null, 1))).toEqual([])
    }),
  )
})
