import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBundle, encodeBundle } from '../../../../lambdas/archive/log/tree/bundle.ts'
import { hex } from './naive-tree.ts'

test('every entry stands after its length', () => {
  expect(hex(encodeBundle([Uint8Array.of(7), new Uint8Array(), new Uint8Array(258)]))).toBe(
    `00010700000102${'00'.repeat(258)}`,
  )
})

test('reads back', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 20 }), (entries) => {
      expect(decodeBundle(encodeBundle(entries))).toEqual(entries)
    }),
  )
})

test('the longest entry has 65,535 bytes', () => {
  const [longest] = decodeBundle(encodeBundle([new Uint8Array(65_535)]))
  expect(longest).toHaveLength(65_535)
  expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError)
})

test('bytes that end too early or too late are no bundle', () => {
  const bytes = encodeBundle([Uint8Array.of(1, 2, 3)])
  const cut = (length: number) => () => decodeBundle(bytes.slice(0, length))
  expect(cut(1)).toThrow(new RangeError('a bundle that ends within a length'))
  for (const length of [2, 3, 4])
    expect(cut(length)).toThrow(new RangeError('a bundle that ends within an entry'))
  expect(() => decodeBundle(Uint8Array.of(...bytes, 0))).toThrow('within a length')
})

test('reads from within a larger buffer, and gives copies', () => {
  const bytes = Buffer.concat([Uint8Array.of(9), encodeBundle([Uint8Array.of(5)])])
  const entries = decodeBundle(bytes.subarray(1))
  bytes.fill(0)
  expect(entries).toEqual([Uint8Array.of(5)])
})
