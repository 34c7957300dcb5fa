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

async function namesIn(list: AsyncIterable<string>): Promise<string[]> {
  const names: string[] = []
  for await (const name of list) names.push(name)
  return names
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
      await expect(archive().put(name, randomBytes(1_000), OPTIONS)).rejects.toMatchObject({
        name: 'Fork',
        message: `FORK: ${name} is there with other bytes`,
      })
      expect(Buffer.from((await archive().get(name)) ?? []).equals(bytes)).toBe(true)
    })

    it('replaces what it is told stands there, and leaves what came meanwhile', async () => {
      const name = `checkpoint-${randomBytes(4).toString('hex')}`
      const [first, second, late] = [randomBytes(10), randomBytes(10), randomBytes(10)]
      expect(await archive().replace(name, first, second)).toBe('moved')
      expect(await archive().replace(name, first, undefined)).toBe('replaced')
      expect(await archive().replace(name, late, undefined)).toBe('moved')
      expect(await archive().replace(name, second, first)).toBe('replaced')
      expect(await archive().replace(name, late, first)).toBe('moved')
      expect(Buffer.from((await archive().get(name)) ?? []).equals(second)).toBe(true)
    })

    it('lets one of many replace the same', async () => {
      const name = `checkpoint-${randomBytes(4).toString('hex')}`
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => archive().replace(name, randomBytes(10), undefined)),
      )
      expect(outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(1)
    })

    it('lists every name below a folder, however deep, and no other', async () => {
      const folder = `list-${randomBytes(4).toString('hex')}`
      const names = [`${folder}/a`, `${folder}/x001/002`, `${folder}/x001/003.p/7`]
      for (const name of names) await archive().put(name, Buffer.from(name), OPTIONS)
      await archive().put(`${folder}-other/a`, randomBytes(3), OPTIONS)
      expect((await namesIn(archive().list(`${folder}/`))).toSorted()).toEqual(names)
      expect((await namesIn(archive().list(`${folder}/x001/`))).toSorted()).toEqual(names.slice(1))
      expect(await namesIn(archive().list(`${folder}-none/`))).toEqual([])
    })

    it('says nothing of parts that have expired already', async () => {
      await expect(archive().supersede('tile/0/009.p/1', 'tile/0/009.p/2')).resolves.toBeUndefined()
      await expect(archive().supersede('tile/0/009.p/1', 'tile/0/009')).resolves.toBeUndefined()
    })

    it('takes the same bytes from many at the same time', async () => {
      const { name, bytes } = object()
      const puts = Array.from({ length: 8 }, () => archive().put(name, bytes, OPTIONS))
      expect(new Set(await Promise.all(puts))).toEqual(new Set(['kept']))
    })
  })
}
