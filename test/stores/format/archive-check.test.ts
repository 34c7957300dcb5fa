import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeZip } from '../../../infra/local/simulated-feldera/made-zip.ts'
import { checkArchive } from '../../../lambdas/stores/format/archive-check.ts'
import { spansOf } from '../../support/stores/spans.ts'

const VECTORS = 'test/fixtures/vectors/zip'
const check = (bytes: Uint8Array) => checkArchive(spansOf(bytes), bytes.length)

function flipped(file: Uint8Array, at: number, mask = 1): Buffer {
  const copy = Buffer.from(file)
  copy[at] = (copy[at] ?? 0) ^ mask
  return copy
}

describe.each(['deflated', 'stored-in-folder', 'zip64-fields', 'zip64-end', 'streamed'])(
  'an archive by another writer, %s',
  (name) => {
    const file = readFileSync(`${VECTORS}/${name}.zip`)

    it('is accepted, and its members are known by their names in the checkpoint’s folder', async () => {
      const seen = await check(file)
      if (seen.kind !== 'whole') throw new Error(JSON.stringify(seen))
      for (const member of ['CHECKPOINT', 'state.json', 'pspine-0.dat'])
        expect(seen.value.has(member)).toBe(true)
      expect(seen.value.has('pspine-1.dat')).toBe(false)
    })

    it('is damaged when it is cut anywhere', async () => {
      for (let length = 0; length < file.length; length += 1)
        expect((await check(file.subarray(0, length))).kind, `${length} bytes`).toBe('damaged')
    })

    it('with any bit flipped is taken for whole only where no content is concerned', async () => {
      let taken = 0
      for (let at = 0; at < file.length; at += 1)
        if ((await check(flipped(file, at))).kind === 'whole') taken += 1
      // Times, versions and attributes of members, and names, which only the list of state files can tell.
      expect(taken).toBeLessThan(file.length / 2)
    })
  },
)

describe('an archive', () => {
  const FILES = [
    { name: 'state.json', bytes: Buffer.from('{}'), deflated: true },
    { name: 'big.dat', bytes: randomBytes(3_000_000), deflated: true },
    { name: 'dependencies.json', bytes: Buffer.from('[]'), deflated: false },
  ]

  it('larger than what is held at once is summed up part by part', async () => {
    const seen = await check(makeZip(FILES))
    expect(seen.kind).toBe('whole')
    expect(seen.kind === 'whole' && Buffer.from(seen.value.dependencies ?? []).toString()).toBe('[]')
  })

  it.each([true, false])(
    'is damaged with any byte flipped of what a member holds (deflated: %s)',
    async (deflated) => {
      const zip = makeZip([{ name: 'state.json', bytes: randomBytes(300), deflated }])
      const end = zip.indexOf('PK\u0001\u0002', 0, 'latin1')
      let taken = 0
      for (let at = 30 + 'state.json'.length; at < end; at += 1)
        for (const mask of [1, 0x80]) if ((await check(flipped(zip, at, mask))).kind === 'whole') taken += 1
      // Deflate has a few bits that mean nothing.
      expect(taken).toBeLessThanOrEqual(deflated ? 3 : 0)
    },
  )

  it('that unpacks to more than it says is damaged, and is not unpacked to its end', async () => {
    const zip = makeZip([{ name: 'bomb', bytes: Buffer.alloc(50_000_000), deflated: true }])
    for (const at of [22, zip.indexOf('PK\u0001\u0002', 0, 'latin1') + 24]) zip.writeUInt32LE(10, at)
    expect(await check(zip)).toEqual({
      kind: 'damaged',
      what: 'its member bomb has not the length that the directory says',
    })
  })

  it('that is encrypted, packed by another method or in several volumes is unknown, not damaged', async () => {
    for (const [field, value] of [
      [8, 1],
      [10, 93],
    ] as const) {
      const zip = makeZip(FILES.slice(0, 1))
      zip.writeUInt16LE(value, zip.indexOf('PK\u0001\u0002', 0, 'latin1') + field)
      expect((await check(zip)).kind).toBe('unknown')
    }
    const volumes = makeZip(FILES.slice(0, 1))
    volumes.writeUInt16LE(1, volumes.length - 22 + 4)
    expect((await check(volumes)).kind).toBe('unknown')
  })

  it('with two members of one name is damaged: which one counts cannot be said', async () => {
    const [first] = FILES
    if (first === undefined) throw new Error('no file')
    expect((await check(makeZip([first, first]))).kind).toBe('damaged')
  })

  it('of any bytes is refused, and never makes us read beyond it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(), async (bytes, place) => {
        expect((await check(bytes)).kind).toBe('damaged')
        const zip = makeZip([{ name: 'state.json', bytes, deflated: place % 2 === 0 }])
        await check(flipped(zip, place % zip.length, 1 + (place % 255)))
      }),
      { numRuns: 500, seed: 9 },
    )
  })
})
