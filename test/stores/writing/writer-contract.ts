import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Place } from '../../../lambdas/stores/keeping/kept-places.ts'
import type { StoredObject } from '../../../lambdas/stores/store-reader.ts'
import { digesting } from '../../../lambdas/stores/writing/digest.ts'
import type { CopySource } from '../../../lambdas/stores/writing/store-writer.ts'
import { createMemoryStore } from '../../support/stores/memory-store.ts'

export const ALWAYS = { lockUntilMs: null, isTimeUp: () => false } as const

/** An object of a store that is not this place. */
export async function sourceOf(bytes: Uint8Array, name = 'w0-source.feldera'): Promise<CopySource> {
  const reader = createMemoryStore(new Map([[name, bytes]]))
  return { reader, object: (await reader.head(name)) as StoredObject, inS3: null }
}

export function digestOf(bytes: Uint8Array, partBytes: number | null = null) {
  const digest = digesting(partBytes)
  digest.update(bytes)
  return digest.end()
}

async function bytesAt({ reader }: Place, name: string): Promise<Buffer | undefined> {
  const read = await reader.read(name, 100_000_000)
  return read.kind === 'had' ? Buffer.from(read.bytes) : undefined
}

/** What every place that is written to owes those who keep and restore. */
export function describeWriter(implementation: string, place: () => Place): void {
  describe(`${implementation}: the contract of a place that is written to`, () => {
    it('copies the very bytes, an empty object too, and says what they are', async () => {
      for (const [name, length] of [
        ['w0-a.feldera', 100_000],
        ['host0/b.zip', 1],
        ['CHECKPOINT', 0],
      ] as const) {
        const bytes = randomBytes(length)
        const copied = await place().writer.copy(name, await sourceOf(bytes), ALWAYS)
        expect(copied).toMatchObject({ kind: 'copied', digest: digestOf(bytes), wasThere: false })
        expect((await bytesAt(place(), name))?.equals(bytes)).toBe(true)
      }
    })

    it('takes the same again for copied, and writes nothing', async () => {
      const source = await sourceOf(randomBytes(10_000))
      const first = await place().writer.copy('w0-twice.feldera', source, ALWAYS)
      const there = await place().reader.head('w0-twice.feldera')
      const second = await place().writer.copy('w0-twice.feldera', source, ALWAYS)
      expect(second).toEqual({ ...first, wasThere: true })
      expect(await place().reader.head('w0-twice.feldera')).toEqual(there)
    })

    it('never replaces: of other length it is taken, whoever wants it', async () => {
      const bytes = randomBytes(5_000)
      await place().writer.copy('w0-taken.feldera', await sourceOf(bytes), ALWAYS)
      const other = await sourceOf(randomBytes(4_000))
      expect(await place().writer.copy('w0-taken.feldera', other, ALWAYS)).toEqual({ kind: 'taken' })
      expect((await bytesAt(place(), 'w0-taken.feldera'))?.equals(bytes)).toBe(true)
    })

    it('never takes other bytes for the expected ones, be they there or not', async () => {
      const [bytes, other] = [randomBytes(5_000), randomBytes(5_000)]
      const options = { ...ALWAYS, expected: digestOf(bytes) }
      const outcome = await place().writer.copy('w0-other.feldera', await sourceOf(other), options)
      expect(outcome).toEqual({ kind: 'differs', digest: digestOf(other) })
      expect(await bytesAt(place(), 'w0-other.feldera')).toBeUndefined()
      await place().writer.copy('w0-other.feldera', await sourceOf(other), ALWAYS)
      const taken = await place().writer.copy('w0-other.feldera', await sourceOf(bytes), options)
      expect(taken).toEqual({ kind: 'taken' })
    })

    it('makes the digest in the parts in which it is expected', async () => {
      const bytes = randomBytes(10_000)
      const expected = digestOf(bytes, 4_096)
      const source = await sourceOf(bytes)
      const copied = await place().writer.copy('w0-parts.feldera', source, { ...ALWAYS, expected })
      expect(copied).toMatchObject({ kind: 'copied', digest: expected })
    })

    it('writes nothing of what is gone, was written anew, or takes too long', async () => {
      const { reader, object } = await sourceOf(randomBytes(1_000))
      const changed = { reader, object: { ...object, etag: 'another' }, inS3: null }
      const gone = { reader, object: { ...object, name: 'none' }, inS3: null }
      const { writer } = place()
      expect(await writer.copy('w0-no.feldera', changed, ALWAYS)).toEqual({ kind: 'changed' })
      expect(await writer.copy('w0-no.feldera', gone, ALWAYS)).toEqual({ kind: 'none' })
      const late = { ...ALWAYS, isTimeUp: () => true }
      const source = { reader, object, inS3: null }
      expect(await writer.copy('w0-no.feldera', source, late)).toEqual({ kind: 'out-of-time' })
      expect(await bytesAt(place(), 'w0-no.feldera')).toBeUndefined()
    })

    it('lets many copy the same at the same time', async () => {
      const bytes = randomBytes(50_000)
      const source = await sourceOf(bytes)
      const all = Array.from({ length: 8 }, () => place().writer.copy('w0-many.feldera', source, ALWAYS))
      for (const copied of await Promise.all(all))
        expect(copied).toMatchObject({ kind: 'copied', digest: digestOf(bytes) })
      expect((await bytesAt(place(), 'w0-many.feldera'))?.equals(bytes)).toBe(true)
    })

    it('puts a record once: the same again is put, another is taken', async () => {
      const { writer } = place()
      expect(await writer.put('a.json', Buffer.from('one'), null)).toBe('put')
      expect(await writer.put('a.json', Buffer.from('one'), null)).toBe('put')
      expect(await writer.put('a.json', Buffer.from('two'), null)).toBe('taken')
      expect((await bytesAt(place(), 'a.json'))?.toString()).toBe('one')
    })

    it('prolongs a lock and never shortens it, where it can lock at all', async () => {
      const { writer } = place()
      const [soon, later, latest] = [Date.UTC(2033, 0, 1), Date.UTC(2034, 0, 1), Date.UTC(2035, 0, 1)]
      const source = await sourceOf(randomBytes(100))
      const until = (ms: number) => (writer.locks ? ms : null)
      const copied = await writer.copy('w0-locked.feldera', source, { ...ALWAYS, lockUntilMs: later })
      expect(copied).toMatchObject({ lockedUntilMs: until(later) })
      expect(await writer.lock('w0-locked.feldera', soon)).toEqual({
        bytes: 100,
        lockedUntilMs: until(later),
      })
      const again = await writer.copy('w0-locked.feldera', source, { ...ALWAYS, lockUntilMs: latest })
      expect(again).toMatchObject({ lockedUntilMs: until(latest), wasThere: true })
      expect(await writer.lock('w0-none.feldera', soon)).toBeUndefined()
    })
  })
}
