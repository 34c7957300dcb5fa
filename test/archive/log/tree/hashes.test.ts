import { expect, test } from 'vitest'
import { EMPTY_ROOT, leafHash, nodeHash, sameHash } from '../../../../lambdas/archive/log/tree/hashes.ts'
import { entryHash } from '../../../../lambdas/domain/entry.ts'
import { hex, someLeaves } from './naive-tree.ts'

const [a, b] = someLeaves(2) as [Uint8Array, Uint8Array]

// The values of RFC 6962's reference implementation, as transparency-dev/merkle tests them.
test('hashes leaves and nodes as RFC 6962 does', () => {
  expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(hex(leafHash(new Uint8Array()))).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  )
  expect(hex(leafHash(Buffer.from('L123456')))).toBe(
    '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
  )
  expect(hex(nodeHash(leafHash(new Uint8Array()), leafHash(Uint8Array.of(0))))).toBe(
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  )
})

test('the hash of an entry in its chain is its leaf hash in the log', () => {
  expect(hex(leafHash(Buffer.from('{"seq":"1","é":"€"}')))).toBe(entryHash('{"seq":"1","é":"€"}'))
})

test('a node is of two hashes, in their order, and of nothing else', () => {
  expect(sameHash(nodeHash(a, b), nodeHash(b, a))).toBe(false)
  expect(() => nodeHash(a.slice(1), b)).toThrow(RangeError)
  expect(() => nodeHash(a, Uint8Array.of(...b, 0))).toThrow(RangeError)
})

test('hashes are the same when every byte is', () => {
  expect(sameHash(a, Uint8Array.from(a))).toBe(true)
  expect(sameHash(a, b)).toBe(false)
  expect(sameHash(a, a.slice(0, 31))).toBe(false)
})
