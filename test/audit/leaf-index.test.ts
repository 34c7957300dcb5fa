import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leafHash } from '../../lambdas/archive/log/tree/hashes.ts'
import { verifyInclusion } from '../../lambdas/archive/log/tree/verify-proof.ts'
import { atOf, leafIndexOf } from '../../lambdas/audit/leaf-index.ts'
import { type LogAt, logAt } from '../../lambdas/audit/log-at.ts'
import { proofOf, proofsOfTile } from '../../lambdas/audit/proofs.ts'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import { at } from '../support/listings.ts'
import { made, madeLog } from './made-log.ts'

describe('where an entry is in the log', () => {
  it('is found whatever the order of times, and nothing is found that is not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('prod/a', 'prod/b', 'recorder/0'), fc.nat(5_000)), {
          minLength: 1,
          maxLength: 700,
        }),
        fc.integer({ min: 0, max: 699 }),
        async (ledgersAndTimes, chosen) => {
          const entries = made(ledgersAndTimes)
          const { archive, size } = await madeLog(entries)
          const log = logAt(archive, size)
          const index = chosen % entries.length
          const entry = openEntry(Buffer.from(entries[index] ?? []).toString('utf8'))
          expect(await leafIndexOf(log, entry)).toBe(BigInt(index))
          expect(await leafIndexOf(log, entry, BigInt(index))).toBe(BigInt(index))
          expect(await leafIndexOf(log, entry, BigInt(index) + 1n)).toBeUndefined()
          expect(await leafIndexOf(log, { ...entry, ledger: 'prod/c' })).toBeUndefined()
          expect(await leafIndexOf(log, { ...entry, seq: 1_000 })).toBeUndefined()
          expect(await leafIndexOf(log, { ...entry, at: at(9_999) })).toBe(BigInt(index))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('takes few reads where times are about in order, also to say that it is not there yet', async () => {
    const entries = made(
      Array.from({ length: 20_000 }, (_, i) => [i % 10 === 9 ? 'recorder/0' : `prod/${i % 7}`, i]),
    )
    const { archive, size } = await madeLog(entries)
    const { log, reads } = counted(logAt(archive, size))
    const entry = openEntry(Buffer.from(entries[12_345] ?? []).toString('utf8'))
    expect(await leafIndexOf(log, entry)).toBe(12_345n)
    expect(reads()).toBeLessThanOrEqual(9)
    const later = { ledger: 'recorder/0', seq: 2_001, at: instant(Date.parse(entry.at) + 86_400_000) }
    expect(await leafIndexOf(log, later)).toBeUndefined()
    expect(reads()).toBeLessThanOrEqual(9)
  })

  it('finds one that came into the log long after its time', async () => {
    const entries = made([
      ...Array.from({ length: 5_000 }, (_, i): [string, number] => ['recorder/0', i]),
      ['prod/late', 3],
      ['recorder/0', 5_000],
    ])
    const { archive, size } = await madeLog(entries)
    expect(await leafIndexOf(logAt(archive, size), { ledger: 'prod/late', seq: 1, at: at(3) })).toBe(5_000n)
  })

  it('finds one that stands long before its time, as where a clock was set back', async () => {
    const entries = made([
      ['prod/early', 4_000],
      ...Array.from({ length: 3_000 }, (_, i): [string, number] => [
        i < 1_500 ? 'recorder/0' : 'recorder/1',
        i,
      ]),
    ])
    const { archive, size } = await madeLog(entries)
    const log = logAt(archive, size)
    expect(await leafIndexOf(log, { ledger: 'prod/early', seq: 1, at: at(4_000) })).toBe(0n)
  })

  it('reads a log that has grown since as it was', async () => {
    const entries = made(Array.from({ length: 600 }, (_, i) => ['recorder/0', i]))
    const { archive } = await madeLog(entries.slice(0, 300), entries.slice(300))
    archive.objects.delete('tile/entries/001.p/44')
    archive.objects.delete('tile/0/001.p/44')
    const log = logAt(archive, 300n)
    expect((await log.bundle(1n)).map(String)).toEqual(
      entries.slice(256, 300).map((entry) => String(Uint8Array.from(entry))),
    )
    expect(await leafIndexOf(log, { ledger: 'recorder/0', seq: 301, at: at(300) })).toBeUndefined()
  })

  it('knows the time of an entry from its first bytes', () => {
    const [entry = Uint8Array.of()] = made([['prod/a', 7]])
    expect(atOf(entry)).toBe(at(7))
    expect(() => atOf(Buffer.from('{"at":"yesterday"}'))).toThrow('does not begin with its time')
  })
})

describe('proofs of whole tiles', () => {
  it.each([1, 2, 255, 256, 257, 511, 600, 66_000])('lead to the root of %d entries', async (count) => {
    const entries = made(Array.from({ length: count }, (_, i) => ['recorder/0', i]))
    const { archive, size, root } = await madeLog(entries)
    const log = logAt(archive, size)
    const tiles = [...new Set([0n, 1n, (size - 1n) / 256n])].filter((tile) => tile * 256n < size)
    for (const tile of tiles) {
      const proofs = await proofsOfTile(log, root, tile)
      expect(proofs).toHaveLength(Number(size - tile * 256n < 256n ? size - tile * 256n : 256n))
      for (const { index, leaf, proof } of proofs) {
        expect(Buffer.from(leaf)).toEqual(Buffer.from(leafHash(entries[Number(index)] ?? Uint8Array.of())))
        if (!verifyInclusion({ index, size, leaf, proof, root })) throw new Error(`leaf ${index}`)
      }
      const [first] = proofs
      if (first !== undefined) expect(await proofOf(log, root, first.index, first.leaf)).toEqual(first.proof)
    }
  })

  it.each(['tile/0/000', 'tile/0/001.p/44'])(
    'are refused where %s does not lead to the root',
    async (name) => {
      const entries = made(Array.from({ length: 300 }, (_, i) => ['recorder/0', i]))
      const { archive, size, root } = await madeLog(entries)
      const bytes = Uint8Array.from(archive.objects.get(name) ?? [])
      bytes[40] = (bytes[40] ?? 0) ^ 1
      archive.objects.set(name, bytes)
      const tile = name.includes('000') ? 0n : 1n
      await expect(proofsOfTile(logAt(archive, size), root, tile)).rejects.toThrow('do not lead to')
      const leaf = leafHash(entries[Number(tile) * 256 + 1] ?? Uint8Array.of())
      await expect(proofOf(logAt(archive, size), root, tile * 256n + 1n, leaf)).rejects.toThrow(
        'another hash',
      )
      const next = leafHash(entries[Number(tile) * 256 + 3] ?? Uint8Array.of())
      await expect(proofOf(logAt(archive, size), root, tile * 256n + 3n, next)).rejects.toThrow(
        'do not lead to',
      )
    },
  )
})

function counted(log: LogAt) {
  let reads = 0
  const counting: LogAt = {
    ...log,
    bundle: (index) => {
      reads += 1
      return log.bundle(index)
    },
  }
  return {
    log: counting,
    reads: () => {
      const since = reads
      reads = 0
      return since
    },
  }
}
