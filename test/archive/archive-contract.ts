import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Archive, PutOptions } from '../../lambdas/archive/archive.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'

export const OPTIONS: PutOptions = {
  contentType: 'application/x-ndjson',
  contentEncoding: 'gzip',
  lockUntilMs: Date.UTC(2033, 0, 1),
}

export function object(bytes: Uint8Array = randomBytes(1_000)): {
  readonly name: string
  readonly bytes: Uint8Array
} {
  return { name: `evidence/${sha256Hex(bytes)}`, bytes }
}

/** What every archive owes its callers. */
export function describeArchive(implementation: string, archive: () => Archive): void {
  describe(`${implementation}: the contract of an archive`, () => {
    it('gives back the very bytes', async () => {
      const { name, bytes } = object()
      expect(await archive().put(name, bytes, OPTIONS)).toBe('kept')
      expect(Buffer.from((await archive().get(name)) ?? []).equals(bytes)).toBe(true)
    })

    it('keeps an empty object, too', async () => {
      const { name, bytes } = object(new Uint8Array())
      await archive().put(name, bytes, OPTIONS)
      expect(await archive().get(name)).toHaveLength(0)
    })

    it('has nothing where nothing was put', async () => {
      expect(await archive().get(object().name)).toBeUndefined()
    })

    it('takes the same bytes again for kept', async () => {
      const { name, bytes } = object()
      await archive().put(name, bytes, OPTIONS)
      expect(await archive().put(name, bytes, OPTIONS)).toBe('kept')
    })

    it('never overwrites: other bytes under a taken name are a FORK', async () => {
      const { name, bytes } = object()
      await archive().put(name, bytes, OPTIONS)
      await expect(archive().put(name, randomBytes(1_000), OPTIONS)).rejects.toThrow('FORK')
      expect(Buffer.from((await archive().get(name)) ?? []).equals(bytes)).toBe(true)
    })

    it('takes the same bytes from many at the same time', async () => {
      const { name, bytes } = object()
      const puts = Array.from({ length: 8 }, () => archive().put(name, bytes, OPTIONS))
      expect(new Set(await Promise.all(puts))).toEqual(new Set(['kept']))
    })
  })
}
