import { describe, expect, it } from 'vitest'
import { checkpointText } from '../../lambdas/archive/log/notes/checkpoint.ts'
import { signNote } from '../../lambdas/archive/log/notes/note.ts'
import { leafHash } from '../../lambdas/archive/log/tree/hashes.ts'
import type { WitnessedTree, WitnessedTrees } from '../../lambdas/witness/witnessed-trees.ts'
import { testSigner } from '../support/logging.ts'

const signer = testSigner('log.example/a b'.replace(' ', '-'))

async function tree(size: bigint, origin = signer.name): Promise<WitnessedTree> {
  const root = leafHash(Buffer.from(`${size}`))
  const note = await signNote(checkpointText({ origin, size, root }), { ...signer, name: origin })
  return { origin, size, root, note }
}

/** What a witness needs of whatever keeps its memory. */
export function describeWitnessedTrees(what: string, create: () => Promise<WitnessedTrees>): void {
  describe(what, () => {
    it('knows nothing of a log that was never cosigned', async () => {
      expect(await (await create()).read('log.example/none')).toBeUndefined()
    })

    it('gives back exactly what was put, also of a size with 64 bits', async () => {
      const trees = await create()
      const large = await tree(2n ** 63n + 1n)
      expect(await trees.advance(undefined, large)).toBe('advanced')
      expect(await trees.read(large.origin)).toEqual(large)
    })

    it('advances from the size that stands there, and from no other', async () => {
      const trees = await create()
      const [one, two, three] = [await tree(1n), await tree(2n), await tree(3n)]
      expect(await trees.advance(undefined, one)).toBe('advanced')
      expect(await trees.advance(undefined, two)).toBe('moved')
      expect(await trees.advance(2n, three)).toBe('moved')
      expect(await trees.read(one.origin)).toEqual(one)
      expect(await trees.advance(1n, two)).toBe('advanced')
      expect(await trees.advance(1n, three)).toBe('moved')
      expect(await trees.read(one.origin)).toEqual(two)
    })

    it('lets one of many at once through', async () => {
      const trees = await create()
      await trees.advance(undefined, await tree(1n))
      const all = await Promise.all([2n, 3n, 4n, 5n].map(async (size) => trees.advance(1n, await tree(size))))
      expect(all.filter((one) => one === 'advanced')).toHaveLength(1)
    })

    it('keeps logs apart', async () => {
      const trees = await create()
      const other = await tree(9n, 'other.example/log')
      await trees.advance(undefined, await tree(1n))
      expect(await trees.advance(undefined, other)).toBe('advanced')
      expect((await trees.read(signer.name))?.size).toBe(1n)
    })
  })
}
