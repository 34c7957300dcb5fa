import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Archive } from '../../../lambdas/archive/archive.ts'
import { appendToLog } from '../../../lambdas/archive/log/append-to-log.ts'
import { EMPTY_TREE, type LogTree, readTree } from '../../../lambdas/archive/log/log-tree.ts'
import { newestCheckpoint } from '../../../lambdas/archive/log/notes/signed-checkpoint.ts'
import { parseVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { createS3Archive } from '../../../lambdas/archive/s3-archive.ts'
import { localS3Client } from '../../support/local-s3.ts'
import { testSigner } from '../../support/logging.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'
import { type S3Stub, startS3Stub } from '../../support/s3/s3-stub.ts'

let stub: S3Stub
let buckets = 0

beforeAll(async () => {
  stub = await startS3Stub({ page: 2, buckets: ['archive'] })
})
afterAll(() => stub.stop())

function inS3(): Archive {
  const client = localS3Client(stub)
  buckets += 1
  return createS3Archive({ client, bucket: `archive-${buckets}`, lockMode: 'COMPLIANCE' })
}

const entries = (from: number, count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new TextEncoder().encode(`entry ${from + i}`))

describe.each([
  ['in memory', (): Archive => createMemoryArchive()],
  ['in S3', inS3],
])('a log %s', (_, create) => {
  const signer = testSigner()
  const newest = (archive: Archive) => newestCheckpoint(archive, parseVkey(signer.vkey))
  const append = (archive: Archive, tree: LogTree, from: number, count: number) =>
    appendToLog({ archive, signer, lockUntilMs: 1 }, tree, entries(from, count))

  it('is read back as the tree that was signed, with all that is needed to go on', async () => {
    const archive = create()
    const first = await append(archive, EMPTY_TREE, 0, 300)
    const signed = await newest(archive)
    expect(signed?.size).toBe(300n)
    if (first === 'moved' || signed === undefined) throw new Error('nothing was signed')
    const plain = (tree: LogTree) => ({ ...tree, note: Uint8Array.from(tree.note ?? []) })
    expect(plain(await readTree(archive, signed))).toEqual(plain(first))
    expect(first.bundle).toHaveLength(44)
    const second = await append(archive, await readTree(archive, signed), 300, 212)
    if (second === 'moved') throw new Error('it was moved')
    expect([second.size, second.bundle, [...second.tiles.keys()]]).toEqual([512n, [], [1]])
    const full = await newest(archive)
    expect(plain(await readTree(archive, full ?? signed))).toEqual(plain(second))
  })

  it('is never signed smaller than it was: who is late finds it moved and leaves it', async () => {
    const archive = create()
    const early = await append(archive, EMPTY_TREE, 0, 3)
    if (early === 'moved') throw new Error('it was moved')
    const later = await append(archive, early, 3, 5)
    expect(later).not.toBe('moved')
    // The same first step again, by one who had begun before: its entries stand there, its checkpoint is older.
    expect(await append(archive, EMPTY_TREE, 0, 3)).toBe('moved')
    expect((await newest(archive))?.size).toBe(8n)
  })

  it('goes on after a crash: the same step again finds its own checkpoint', async () => {
    const archive = create()
    const once = await append(archive, EMPTY_TREE, 0, 3)
    expect(await append(archive, EMPTY_TREE, 0, 3)).toEqual(once)
  })

  it('takes no other entries where some stand already: that is a FORK', async () => {
    const archive = create()
    await append(archive, EMPTY_TREE, 0, 3)
    await expect(append(archive, EMPTY_TREE, 7, 3)).rejects.toThrow('FORK')
    expect((await newest(archive))?.size).toBe(3n)
  })
})

it('says of each part that has grown what holds it now, and of no other', async () => {
  const archive = createMemoryArchive()
  const ports = { archive, signer: testSigner(), lockUntilMs: 1 }
  const first = await appendToLog(ports, EMPTY_TREE, entries(0, 300))
  if (first === 'moved') throw new Error('it was moved')
  expect(archive.superseded.size).toBe(0)
  const second = await appendToLog(ports, first, entries(300, 10))
  expect(archive.superseded).toEqual(
    new Map([
      ['tile/0/001.p/44', 'tile/0/001.p/54'],
      ['tile/entries/001.p/44', 'tile/entries/001.p/54'],
    ]),
  )
  const unlocked = [...archive.unlocked].toSorted()
  expect(unlocked).toEqual([
    'tile/0/001.p/44',
    'tile/0/001.p/54',
    'tile/1/000.p/1',
    'tile/entries/001.p/44',
    'tile/entries/001.p/54',
  ])
  // A full tile holds all of its parts, and on the level above the one hash is two.
  if (second === 'moved') throw new Error('it was moved')
  await appendToLog(ports, second, entries(310, 290))
  expect(archive.superseded).toEqual(
    new Map([
      ['tile/0/001.p/44', 'tile/0/001.p/54'],
      ['tile/entries/001.p/44', 'tile/entries/001.p/54'],
      ['tile/0/001.p/54', 'tile/0/001'],
      ['tile/entries/001.p/54', 'tile/entries/001'],
      ['tile/1/000.p/1', 'tile/1/000.p/2'],
    ]),
  )
})
