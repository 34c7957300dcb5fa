import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StoredObject, StoreReader } from '../../lambdas/stores/store-reader.ts'

export interface Stocked {
  readonly reader: StoreReader
  readonly put: (name: string, bytes: Uint8Array) => Promise<void>
  readonly remove: (name: string) => Promise<void>
}

export async function listed(reader: StoreReader): Promise<readonly StoredObject[]> {
  const all: StoredObject[] = []
  for await (const page of reader.list()) all.push(...page)
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** What every store owes those who verify it. */
export function describeStore(implementation: string, stocked: () => Stocked): void {
  describe(`${implementation}: the contract of a store`, () => {
    it('lists every object with its size, however deep and over however many pages', async () => {
      const { put, reader } = stocked()
      const names = [
        'checkpoints.feldera',
        'dependencies/a.json',
        'host0/b.zip',
        'w0-c.feldera',
        'w0-d.feldera',
      ]
      for (const [i, name] of names.entries()) await put(name, randomBytes(i + 1))
      const all = await listed(reader)
      expect(all.map(({ name, bytes }) => [name, bytes])).toEqual(names.map((name, i) => [name, i + 1]))
    })

    it('gives back the very bytes, and an empty object for an empty one', async () => {
      const { put, reader } = stocked()
      const bytes = randomBytes(1_000)
      await put('w0-whole.feldera', bytes)
      const read = await reader.read('w0-whole.feldera', 1_000)
      if (read.kind !== 'had') throw new Error(read.kind)
      expect(Buffer.from(read.bytes).equals(bytes)).toBe(true)
      expect(read.object).toEqual(await reader.head('w0-whole.feldera'))
      await put('CHECKPOINT', new Uint8Array())
      expect(await reader.read('CHECKPOINT', 10)).toMatchObject({ kind: 'had', bytes: { length: 0 } })
    })

    it('keeps nothing of an object beyond the bound', async () => {
      const { put, reader } = stocked()
      await put('large', randomBytes(1_001))
      expect(await reader.read('large', 1_000)).toMatchObject({ kind: 'too-large', object: { bytes: 1_001 } })
    })

    it('has nothing where nothing is', async () => {
      const { put, reader, remove } = stocked()
      await put('gone', randomBytes(600))
      const object = (await reader.head('gone')) as StoredObject
      await remove('gone')
      expect(await reader.head('gone')).toBeUndefined()
      expect(await reader.read('gone', 10)).toEqual({ kind: 'none' })
      expect(await reader.readSpan(object, { offset: 0, length: 10 })).toEqual({ kind: 'none' })
      expect((await listed(reader)).map(({ name }) => name)).not.toContain('gone')
    })

    it('reads exactly the span', async () => {
      const { put, reader } = stocked()
      const bytes = randomBytes(2_000)
      await put('w0-span.feldera', bytes)
      const object = (await reader.head('w0-span.feldera')) as StoredObject
      for (const [offset, length] of [
        [0, 1],
        [1_488, 512],
        [0, 2_000],
      ] as const) {
        const read = await reader.readSpan(object, { offset, length })
        if (read.kind !== 'had') throw new Error(read.kind)
        expect(Buffer.from(read.bytes).equals(bytes.subarray(offset, offset + length))).toBe(true)
      }
    })

    it('never mixes two writings of one object: a span of the older one is `changed`', async () => {
      const { put, reader } = stocked()
      await put('w0-changing.feldera', randomBytes(1_024))
      const object = (await reader.head('w0-changing.feldera')) as StoredObject
      await put('w0-changing.feldera', randomBytes(1_024))
      expect(await reader.readSpan(object, { offset: 0, length: 512 })).toEqual({ kind: 'changed' })
      await put('w0-changing.feldera', randomBytes(100))
      expect(await reader.readSpan(object, { offset: 512, length: 512 })).toEqual({ kind: 'changed' })
    })

    it('tells an object that was written anew by its ETag, and one that was not by the same', async () => {
      const { put, reader } = stocked()
      await put('w0-etag.feldera', randomBytes(64))
      const before = await reader.head('w0-etag.feldera')
      expect(await reader.head('w0-etag.feldera')).toEqual(before)
      expect((await listed(reader)).find(({ name }) => name === 'w0-etag.feldera')).toEqual(before)
      await put('w0-etag.feldera', randomBytes(64))
      expect((await reader.head('w0-etag.feldera'))?.etag).not.toBe(before?.etag)
    })
  })
}
