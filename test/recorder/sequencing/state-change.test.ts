import { describe, expect, it } from 'vitest'
import { EMPTY_TREE, type LogTree } from '../../../lambdas/archive/log/log-tree.ts'
import {
  keyOfSigner,
  openKeyChange,
  type StatedChange,
  vkeyOf,
} from '../../../lambdas/archive/log/notes/key-change.ts'
import { signNote } from '../../../lambdas/archive/log/notes/note.ts'
import type { Signer } from '../../../lambdas/archive/log/notes/signer.ts'
import { parseVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { stateChange } from '../../../lambdas/recorder/sequencing/state-change.ts'
import { testSigner } from '../../support/logging.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'

const LOCK_UNTIL_MS = Date.UTC(2033, 0, 1)
const root = new Uint8Array(32).fill(7)
const [old, ours, next] = [testSigner(), testSigner(), testSigner()]

async function treeOf(size: bigint, by: Signer): Promise<LogTree> {
  const note = Buffer.from(
    await signNote(`${by.name}\n${size}\n${Buffer.from(root).toString('base64')}\n`, by),
  )
  return { ...EMPTY_TREE, size, root, note }
}

function stating() {
  const archive = createMemoryArchive()
  const puts: unknown[] = []
  const watched = {
    ...archive,
    put: (...given: Parameters<typeof archive.put>) => {
      puts.push([given[0], given[2]])
      return archive.put(...given)
    },
  }
  return {
    archive,
    puts,
    state: (tree: LogTree, signer: Signer, before: Parameters<typeof stateChange>[0]['before']) =>
      stateChange({ archive: watched, signer, before, lockUntilMs: LOCK_UNTIL_MS }, tree),
    stated: (number: number): StatedChange => openKeyChange(archive.objects.get(`keys/${number}`) ?? ''),
  }
}

describe('that a log goes on under another key', () => {
  it('is stated under the next number, of this tree, by both keys, and locked', async () => {
    const { state, stated, puts } = stating()
    await state(await treeOf(3n, old), ours, old)
    expect(stated(1)).toEqual({
      number: 1,
      size: 3n,
      root,
      from: parseVkey(old.vkey),
      to: parseVkey(ours.vkey),
      isSignedByBoth: true,
    })
    await state(await treeOf(9n, ours), next, ours)
    expect(stated(2)).toMatchObject({ number: 2, size: 9n, to: parseVkey(next.vkey) })
    const options = { contentType: 'text/plain', lockUntilMs: LOCK_UNTIL_MS }
    expect(puts).toEqual([
      ['keys/1', options],
      ['keys/2', options],
    ])
  })

  it('is stated by the new key alone where of the old one nothing is left to sign with', async () => {
    const { state, stated } = stating()
    await state(await treeOf(3n, old), ours, keyOfSigner(old))
    expect(stated(1)).toMatchObject({ size: 3n, from: parseVkey(old.vkey), isSignedByBoth: false })
  })

  it('is stated once, however often it is said: the same call makes the same statement', async () => {
    const { state, archive, stated } = stating()
    await state(await treeOf(2n, old), ours, old)
    await state(await treeOf(5n, ours), next, ours)
    const first = archive.objects.get('keys/2')
    await state(await treeOf(5n, ours), next, ours)
    expect([...archive.objects.keys()].toSorted()).toEqual(['keys/1', 'keys/2'])
    expect(archive.objects.get('keys/2')).toEqual(first)
    expect(stated(1).size).toBe(2n)
  })

  it.each<[string, (tree: LogTree) => [LogTree, Signer | undefined]]>([
    ['no tree is signed yet', () => [EMPTY_TREE, old]],
    ['the tree is ours already', (tree) => [tree, old]],
  ])('is not stated where %s', async (_, given) => {
    const { state, puts } = stating()
    const [tree, before] = given(await treeOf(3n, ours))
    await state(tree, ours, before)
    expect(puts).toEqual([])
  })

  it('is not stated where there is no key before, whoever signed the tree', async () => {
    const { state, puts } = stating()
    for (const signer of [old, ours]) await state(await treeOf(3n, signer), ours, undefined)
    expect(puts).toEqual([])
  })

  it.each<[string, bigint, Signer, Signer]>([
    ['with another size', 4n, ours, old],
    ['behind another key', 3n, ours, next],
    ['though it was itself given up', 4n, old, ours],
  ])('is refused of a key that has signed this log before: %s', async (_, size, signer, before) => {
    const { state, puts } = stating()
    await state(await treeOf(3n, old), ours, old)
    await expect(state(await treeOf(size, before), signer, before)).rejects.toThrow(
      `the key ${vkeyOf(signer)} has signed this log before: make another`,
    )
    expect(puts).toHaveLength(1)
  })
})
