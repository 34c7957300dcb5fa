import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { leafHash } from '../../lambdas/archive/log/tree/hashes.ts'
import { parseTlogProof } from '../../lambdas/archive/log/tree/proof-text.ts'
import { verifyConsistency, verifyInclusion } from '../../lambdas/archive/log/tree/verify-proof.ts'
import { copyEvidence } from '../../lambdas/audit/export/evidence.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { at } from '../support/listings.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { exported, linesIn } from './exporting.ts'
import { made, madeLog } from './made-log.ts'
import { hashedDown } from './top-down.ts'
import { inList, watched } from './watched.ts'

let many: readonly Uint8Array[] | undefined
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Two pipelines over ten runs, a loss among them, every run signed. */
async function tenRuns() {
  const system = watched('orders', 'fraud')
  const list = [inList('orders'), inList('fraud')]
  for (let run = 0; run < 10; run += 1) {
    const shown = run < 5 ? [`C${run}`, `C${run + 1}`] : [`C${run + 1}`]
    const checkpoints = { orders: shown, fraud: ['C0'] }
    await system.live({ at: run * 600, list, checkpoints })
  }
  return system
}

describe('an export', () => {
  it('holds every entry of its period, hashed down from the signed root to its leaf', async () => {
    const { archive } = await tenRuns()
    const { outcome, copy, order } = await exported(archive, at(1_200), at(3_600))
    const { size } = hashedDown(copy)
    const lines = linesIn(copy, 'entries.ndjson')
    const all = hashedDown(archive).leaves
    const wanted = [...all].filter(([, entry]) => isIn(entry, at(1_200), at(3_600))).map(([index]) => index)
    expect(wanted.length).toBeGreaterThan(5)
    const indexes = lines.map(({ index }) => BigInt(index ?? ''))
    expect(wanted.every((index) => indexes.includes(index))).toBe(true)
    expect(outcome).toMatchObject({ first: wanted[0], end: (wanted.at(-1) ?? 0n) + 1n, size })
    expect(indexes).toEqual(wanted)
    for (const { index, ledger, seq, hash, entry } of lines) {
      expect(Buffer.from(hashedDown(copy).leaves.get(BigInt(index ?? '')) ?? []).toString()).toBe(entry)
      expect(openEntry(entry ?? '')).toMatchObject({ ledger, seq: Number(seq), hash })
    }
    expect(order.slice(-2)).toEqual(['VERIFY.md', 'finish export.json'])
    expect(order.slice(0, -2)).toContain('checkpoint')
  })

  it('says what it is in one canonical line', async () => {
    const { archive, signer } = await tenRuns()
    const { copy } = await exported(archive, at(1_200), at(3_600))
    const text = Buffer.from(copy.objects.get('export.json') ?? []).toString('utf8')
    const said = JSON.parse(text)
    expect(Object.keys(said)).toEqual(['end', 'first', 'from', 'origin', 'root', 'size', 'to', 'v'])
    expect(text).toBe(`${JSON.stringify(said)}\n`)
    const [origin, size, root] = Buffer.from(archive.objects.get('checkpoint') ?? [])
      .toString()
      .split('\n')
    expect(said).toMatchObject({ v: 'checkpoint-ledger/export/1', from: at(1_200), to: at(3_600) })
    expect(said).toMatchObject({ origin, size, root })
    expect(origin).toBe(signer.name)
    expect(copy.objects.get('log.vkey')).toEqual(archive.objects.get('log.vkey'))
    expect(copy.objects.get('checkpoint')).toEqual(archive.objects.get('checkpoint'))
  })

  it('proves each entry, and each earlier checkpoint within it or next to it', async () => {
    const { archive } = await tenRuns()
    const { copy, outcome } = await exported(archive, at(1_200), at(3_600))
    if (typeof outcome === 'string') throw new Error(outcome)
    const { size, root, leaves } = hashedDown(copy)
    const inclusion = linesIn(copy, 'proofs/inclusion.ndjson')
    expect(inclusion.map(({ index }) => index)).toEqual(
      linesIn(copy, 'entries.ndjson').map(({ index }) => index),
    )
    for (const { index = '', hash = '', proof = [] } of inclusion) {
      const leaf = leafHash(leaves.get(BigInt(index)) ?? Uint8Array.of())
      expect(Buffer.from(leaf).toString('hex')).toBe(hash)
      const claim = { index: BigInt(index), size, leaf, proof: proof.map(bytes), root }
      expect(verifyInclusion(claim)).toBe(true)
      const text = Buffer.from(copy.objects.get(`proofs/tlog/${index}.tlog-proof`) ?? []).toString('utf8')
      const { index: there, hashes, checkpoint } = parseTlogProof(text)
      expect(verifyInclusion({ ...claim, index: there, proof: hashes })).toBe(true)
      expect(checkpoint).toBe(Buffer.from(copy.objects.get('checkpoint') ?? []).toString('utf8'))
    }
    const sizes = signedIn(archive)
    const before = sizes.findLast((one) => one <= outcome.first)
    const after = sizes.find((one) => one >= outcome.end)
    const kept = sizes.filter((one) => one > outcome.first && one < outcome.end)
    expect(kept.length).toBeGreaterThan(1)
    const consistency = linesIn(copy, 'proofs/consistency.ndjson')
    expect(consistency.map(({ from_size }) => BigInt(from_size ?? ''))).toEqual([before, ...kept, after])
    for (const { from_size = '', from_root = '', proof = [], ...to } of consistency) {
      expect(to).toEqual({ size: String(size), root: Buffer.from(root).toString('base64') })
      const claim = { size1: BigInt(from_size), size2: size, root1: bytes(from_root), root2: root }
      expect(verifyConsistency({ ...claim, proof: proof.map(bytes) })).toBe(true)
      expect(copy.objects.get(`checkpoints/${from_size}`)).toEqual(
        archive.objects.get(`checkpoints/${from_size}`),
      )
    }
    expect(copy.objects.has(`checkpoints/${size}`)).toBe(true)
  })

  it('has every object that its entries cite, and those that hold unchanged bodies', async () => {
    const { archive } = await tenRuns()
    const { copy } = await exported(archive, at(1_200), at(3_600))
    const cited = new Set(
      linesIn(copy, 'entries.ndjson').flatMap(({ entry }) => openEntry(entry ?? '').evidence),
    )
    const there = [...copy.objects.keys()].filter((name) => name.startsWith('evidence/'))
    expect(cited.size).toBeGreaterThan(3)
    expect(there.toSorted()).toEqual([...cited].map((name) => `evidence/${name}`).toSorted())
    const holder = gzipSync('{"body":"[]","body_in":null}\n')
    const unchanged = gzipSync(`{"body":null,"body_in":"${sha256Hex(holder)}"}\n`)
    const objects = new Map([holder, unchanged].map((object) => [`evidence/${sha256Hex(object)}`, object]))
    const target = createMemoryArchive()
    const sink = {
      put: async (name: string, object: Uint8Array) => void target.objects.set(name, object),
      has: async (name: string) => target.objects.has(name),
      add: async () => {},
      finish: async () => {},
    }
    const { copy: copyOne } = copyEvidence({ archive: createMemoryArchive(objects), sink })
    await copyOne([sha256Hex(unchanged)])
    expect([...target.objects.keys()].toSorted()).toEqual([...objects.keys()].toSorted())
  })

  it.each(['evidence', 'checkpoint', 'bundle', 'tile', 'log.vkey'])(
    'fails and is no export where an object is missing or altered: %s',
    async (what) => {
      // That a size was ever signed, only its checkpoint says.
      for (const harm of what === 'checkpoint' ? ['altered'] : ['missing', 'altered']) {
        const { archive } = await tenRuns()
        const target = within(archive, what)
        const before = archive.objects.get(target)
        if (harm === 'missing') archive.objects.delete(target)
        else archive.objects.set(target, what === 'evidence' ? gzipSync('{}\n') : flipped(before))
        const outcome = exported(archive, at(1_200), at(3_600))
        await expect(outcome).rejects.toThrow(
          harm === 'missing' ? `${target}: the archive does not have it` : /./,
        )
      }
    },
  )

  it('is none where nothing is signed, and none where the period has no entry', async () => {
    const empty = createMemoryArchive()
    expect((await exported(empty, at(0), at(1))).outcome).toBe('nothing-signed')
    const { archive } = await tenRuns()
    const none = await exported(archive, at(50_000), at(60_000))
    expect([none.outcome, none.order]).toEqual(['no-entries', []])
    // Half open: what was recorded at its end is not in it.
    const [entry] = hashedDown(archive).leaves.values()
    const first = openEntry(Buffer.from(entry ?? []).toString('utf8')).at
    expect((await exported(archive, at(-60), first)).outcome).toBe('no-entries')
  })

  it('covers an entry that came into the log long after its time', async () => {
    const entries = made([
      ...Array.from({ length: 700 }, (_, i): [string, number] => ['recorder/0', i]),
      ['prod/late', 30],
      ...Array.from({ length: 100 }, (_, i): [string, number] => ['recorder/0', 700 + i]),
    ])
    const { archive } = await madeLog(entries)
    const { outcome, copy } = await exported(archive, at(20), at(40))
    expect(outcome).toMatchObject({ first: 20n, end: 701n })
    hashedDown(copy)
  })

  it.each([
    [[1], 0, 1],
    [[5, 300, 600], 0, 3],
    [[5, 300, 600], 255, 258],
    [[256, 512, 70_000], 300, 310],
    [[256, 512, 70_000], 69_990, 70_000],
    [[65_536], 65_535, 65_536],
    [[65_535, 65_536, 65_537], 65_530, 65_537],
  ])('of a log signed at %j, seconds %d to %d, hashes down', async (sizes, from, to) => {
    many ??= made(Array.from({ length: 70_000 }, (_, i) => ['recorder/0', i]))
    const entries = many
    const lists = sizes.map((size, i) => entries.slice(sizes[i - 1] ?? 0, size))
    const { archive } = await madeLog(...lists)
    const { copy, progress } = await exported(archive, at(from), at(to))
    const { leaves, isExact } = hashedDown(copy)
    expect(isExact).toBe(true)
    for (let index = from; index < to; index += 1) expect(leaves.has(BigInt(index))).toBe(true)
    expect(linesIn(copy, 'proofs/inclusion.ndjson')).toHaveLength(to - from)
    expect(progress.at(-1)).toBe(`copying ${to - from}/${to - from}`)
  })
})

const openssl = spawnSync('openssl', ['version']).status === 0

describe('the page of instructions', () => {
  it.runIf(openssl)(
    'proves the export with commands that are not ours, each of them run here',
    async () => {
      const { archive } = await tenRuns()
      const { copy } = await exported(archive, at(1_200), at(3_600))
      const said = run(copy.objects)
      expect(said.stderr).toBe('')
      expect(said.stdout).toMatch(
        /^Signature Verified Successfully\nsigned: \d+ entries, root .*\nchained: \d+ entries\nincluded: \d+ entries\ncited: \d+ objects\nread: \d+ answers\nconsistent: every earlier checkpoint\n$/,
      )
      expect(said.status).toBe(0)
    },
    60_000,
  )

  it.runIf(openssl)(
    'finds what is altered',
    async () => {
      const { archive } = await tenRuns()
      const { copy } = await exported(archive, at(1_800), at(3_000))
      const first = [...copy.objects.keys()].find((name) => name.startsWith('evidence/')) ?? ''
      const harms: [string, (text: string) => string][] = [
        ['checkpoint', (text) => text.replace(/\n\d+\n/, '\n999\n')],
        ['export.json', (text) => text.replace(/"size":"\d+"/, '"size":"1"')],
        ['entries.ndjson', (text) => text.replace('recorder/0', 'recorder/1')],
        ['entries.ndjson', (text) => text.split('\n').toSpliced(1, 1).join('\n')],
        ['proofs/inclusion.ndjson', (text) => text.replace(/"index":"\d+"/, '"index":"1"')],
        ['proofs/consistency.ndjson', (text) => text.replace(/"proof":\[".{4}/, '"proof":["AAAA')],
      ]
      for (const [name, harm] of harms) {
        const before = Buffer.from(copy.objects.get(name) ?? []).toString('utf8')
        expect(harm(before)).not.toBe(before)
        const { status } = run(new Map([...copy.objects, [name, Buffer.from(harm(before))]]))
        expect([name, status]).not.toEqual([name, 0])
      }
      const gone = new Map(copy.objects)
      gone.delete(first)
      expect(run(gone).status).not.toBe(0)
      expect(run(new Map([...copy.objects, [first, flipped(copy.objects.get(first))]])).status).not.toBe(0)
    },
    60_000,
  )

  it.skipIf(openssl)('cannot be tried: this machine has no openssl', () => {})
})

function run(objects: ReadonlyMap<string, Uint8Array>) {
  const folder = mkdtempSync(join(tmpdir(), 'export-'))
  folders.push(folder)
  for (const [name, object] of objects) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), object)
  }
  const page = Buffer.from(objects.get('VERIFY.md') ?? []).toString('utf8')
  const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block)
  expect(commands).toHaveLength(6)
  return spawnSync('sh', ['-c', commands.join('')], { cwd: folder, encoding: 'utf8' })
}

function isIn(entry: Uint8Array, from: string, to: string): boolean {
  const recorded: string = JSON.parse(Buffer.from(entry).toString('utf8')).at
  return recorded >= from && recorded < to
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}

function flipped(object: Uint8Array = Uint8Array.of()): Uint8Array {
  const copy = Uint8Array.from(object)
  copy[copy.length - 20] = (copy[copy.length - 20] ?? 0) ^ 1
  return copy
}

/** An object that the period needs. */
function within(archive: { readonly objects: ReadonlyMap<string, Uint8Array> }, what: string): string {
  const { size, leaves } = hashedDown(archive)
  const entry = [...leaves.values()].find((one) => isIn(one, at(1_800), at(2_400)))
  switch (what) {
    case 'evidence':
      return `evidence/${openEntry(Buffer.from(entry ?? []).toString('utf8')).evidence[0]}`
    case 'checkpoint':
      return `checkpoints/${signedIn(archive)[4]}`
    case 'bundle':
      return `tile/entries/000.p/${size}`
    case 'tile':
      return `tile/0/000.p/${size}`
    default:
      return what
  }
}

function signedIn({ objects }: { readonly objects: ReadonlyMap<string, Uint8Array> }): readonly bigint[] {
  const signed = [...objects.keys()].filter((name) => name.startsWith('checkpoints/'))
  return signed.map((name) => BigInt(name.slice('checkpoints/'.length))).toSorted((a, b) => Number(a - b))
}
