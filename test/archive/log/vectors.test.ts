import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { verifyConsistency, verifyInclusion } from '../../../lambdas/archive/log/tree/verify-proof.ts'
import { type ExactJson, NumberText, parseExact } from '../../../lambdas/domain/exact-json.ts'

// The public vectors of transparency-dev/merkle (Apache-2.0).
const FOLDER = 'test/fixtures/vectors/merkle'
const vectors = (kind: string) =>
  readdirSync(`${FOLDER}/${kind}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted((a, b) => a.localeCompare(b))

function read(path: string): { readonly [key: string]: ExactJson } {
  // 18446744073709551615 is among the indexes.
  return parseExact(readFileSync(`${FOLDER}/${path}`, 'utf8')) as { readonly [key: string]: ExactJson }
}

function number(value: ExactJson | undefined): bigint {
  if (value instanceof NumberText) return BigInt(value.source)
  throw new Error('a vector without a number')
}

function bytes(value: ExactJson | undefined): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value, 'base64')
  throw new Error('a vector without bytes')
}

function hashes(value: ExactJson | undefined): readonly Uint8Array[] {
  return Array.isArray(value) ? value.map(bytes) : []
}

describe('the public vectors of inclusion', () => {
  const names = vectors('inclusion')

  it('are 98', () => {
    expect(names).toHaveLength(98)
    expect(names.filter((name) => read(`inclusion/${name}`)['wantErr'] === false)).toHaveLength(6)
  })

  it.each(names)('%s', (name) => {
    const vector = read(`inclusion/${name}`)
    const verified = verifyInclusion({
      index: number(vector['leafIdx']),
      size: number(vector['treeSize']),
      leaf: bytes(vector['leafHash']),
      proof: hashes(vector['proof']),
      root: bytes(vector['root']),
    })
    expect(verified).toBe(vector['wantErr'] === false)
  })
})

describe('the public vectors of consistency', () => {
  const names = vectors('consistency')

  it('are 98', () => {
    expect(names).toHaveLength(98)
    expect(names.filter((name) => read(`consistency/${name}`)['wantErr'] === false)).toHaveLength(6)
  })

  it.each(names)('%s', (name) => {
    const vector = read(`consistency/${name}`)
    const verified = verifyConsistency({
      size1: number(vector['size1']),
      size2: number(vector['size2']),
      root1: bytes(vector['root1']),
      root2: bytes(vector['root2']),
      proof: hashes(vector['proof']),
    })
    expect(verified).toBe(vector['wantErr'] === false)
  })
})
