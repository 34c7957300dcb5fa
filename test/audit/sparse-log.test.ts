import { beforeAll, describe, expect, it } from 'vitest'
import { encodeBundle } from '../../lambdas/archive/log/tree/bundle.ts'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { exportOf } from '../support/exporting.ts'
import { flip, forged, leavesOf, resealed, writeLog } from '../support/forging.ts'
import { testSigner } from '../support/logging.ts'
import { madeUpLeaves } from '../support/made-up-leaves.ts'
import { type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

let log: ProvenLog
let leaves: string[]
const RANGE = { first: 40, end: 250 }

beforeAll(async () => {
  log = await provenLog(90)
  leaves = leavesOf(log)
}, 60_000)

async function lookedAt(objects: Map<string, Uint8Array>, options: Parameters<typeof verified>[2] = {}) {
  const report = await verified({ objects, items: [] }, log.vkey, options)
  return { ...report, lines: report.broken.map(({ where, what }) => `${where}: ${what}`) }
}

const seen = (run: number) => ({
  name: 'seen',
  note: log.history[run]?.objects.get('checkpoint') ?? new Uint8Array(),
})
const sizeAt = (run: number) => Number(Buffer.from(seen(run).note).toString().split('\n')[1])

describe('an export', () => {
  it('alone is not proven, and says what is no part of it', async () => {
    const report = await lookedAt(exportOf(log.objects, leaves, RANGE))
    expect(report).toMatchObject({ verdict: 'not-proven', lines: [] })
    expect(report.unproven).toEqual([expect.stringContaining('cut off')])
    expect(report.proven).toContain(`the leaves 40 to before 250 of ${leaves.length} hang on the signed root`)
    expect(report.proven.join()).toContain('is no part of it')
  })

  it('is proven by a checkpoint of its size, or of a size that its tiles give', async () => {
    const objects = exportOf(log.objects, leaves, { ...RANGE, alsoSigned: [sizeAt(50), sizeAt(80)] })
    for (const run of [89, 50, 80])
      expect(await lookedAt(objects, { seen: [seen(run)] })).toMatchObject({ verdict: 'proven', lines: [] })
  })

  it('is not proven by a checkpoint whose tiles it lacks', async () => {
    const objects = exportOf(log.objects, leaves, { first: 270, end: 290 })
    expect(objects.has('tile/0/000')).toBe(false)
    const report = await lookedAt(objects, { seen: [seen(20)] })
    expect(report).toMatchObject({ verdict: 'not-proven', lines: [] })
    expect(report.unproven).toEqual([expect.stringContaining('are no part of the export')])
  })

  it('of no entries at all is one', async () => {
    const report = await lookedAt(exportOf(log.objects, leaves, { first: 10, end: 10 }), { seen: [seen(89)] })
    expect(report).toMatchObject({ verdict: 'proven', lines: [] })
  })

  it('with a table is not held against it', async () => {
    const report = await verified(
      { objects: exportOf(log.objects, leaves, RANGE), items: log.items },
      log.vkey,
      {
        withTable: true,
      },
    )
    expect(report).toMatchObject({ verdict: 'not-proven', broken: [] })
  })
})

describe('of an export is named', () => {
  it('any flipped bit of any object', async () => {
    const whole = exportOf(log.objects, leaves, { ...RANGE, alsoSigned: [sizeAt(50)] })
    let tried = 0
    for (const [i, [name, bytes]] of [...whole].entries()) {
      if (name === 'export.json') continue
      const objects = new Map(whole)
      flip(objects, name, (i * 977) % bytes.length, 1 << (i % 7))
      const { verdict, broken } = await lookedAt(objects, { seen: [seen(89)] })
      expect([name, verdict]).toEqual([name, 'broken'])
      expect(broken.some(({ where, what }) => `${where} ${what}`.includes(name))).toBe(true)
      tried += 1
    }
    console.log(`mutations of an export tried and caught ${tried}`)
  }, 120_000)

  it.each(['tile/0/000', 'tile/1/000.p/1', 'tile/entries/000', 'log.vkey'])('a missing %s', async (name) => {
    const objects = exportOf(log.objects, leaves, RANGE)
    objects.delete(name)
    expect((await lookedAt(objects)).lines).toContain(`${name}: is not there`)
  })

  it('missing evidence of its range, and none of before it', async () => {
    const objects = exportOf(log.objects, leaves, RANGE)
    const [name = ''] = openEntry(leaves[45] ?? '').evidence
    objects.delete(`evidence/${name}`)
    expect((await lookedAt(objects)).lines[0]).toMatch(
      new RegExp(`^prod/.* \\d+: cites evidence/${name}, which is not there`),
    )
  })

  it('a description of another tree, or that is none', async () => {
    const objects = exportOf(log.objects, leaves, RANGE)
    const text = Buffer.from(objects.get('export.json') ?? '').toString()
    objects.set(
      'export.json',
      Buffer.from(text.replace(`"size":"${leaves.length}"`, `"size":"${leaves.length - 1}"`)),
    )
    expect((await lookedAt(objects)).lines).toContain('export.json: speaks of another tree than checkpoint')
    for (const bad of [
      '{',
      '{}',
      '[]',
      'null',
      text.replace('/1"', '/2"'),
      text.replace('"40"', '"251"'),
      text.replace('"40"', '"040"'),
      text.replace('2026-11-01T', 'x'),
    ]) {
      objects.set('export.json', Buffer.from(bad))
      expect((await lookedAt(objects)).lines[0]).toMatch(/^export\.json: /)
    }
  })

  it('a tile or bundle that is no part of the tree', async () => {
    const objects = exportOf(log.objects, leaves, RANGE)
    objects.set('tile/0/007', Buffer.alloc(8_192))
    objects.set('tile/entries/009', Buffer.alloc(512))
    const { lines } = await lookedAt(objects)
    expect(lines).toEqual([
      'tile/0/007: is no part of the signed tree',
      'tile/entries/009: is no part of the signed tree',
    ])
  })

  it('a checkpoint kept elsewhere that tells another history, and a signed one in it that does', async () => {
    const rewritten = resealed(leaves, 'prod/orders 3', () => ({ by: 'x' })).slice(0, sizeAt(50))
    const note = (await forged(log, rewritten)).objects.get('checkpoint') ?? new Uint8Array()
    const objects = exportOf(log.objects, leaves, { ...RANGE, alsoSigned: [sizeAt(50)] })
    expect((await lookedAt(objects, { seen: [{ name: 'x', note }] })).lines).toEqual([
      expect.stringMatching(/^x: the log of \d+ entries has another root: its history was rewritten/),
    ])
    objects.set(`checkpoints/${sizeAt(50)}`, note)
    expect((await lookedAt(objects)).lines).toEqual([
      `checkpoints/${sizeAt(50)}: its root is not that of the tiles`,
    ])
  })

  it('an entry that was exchanged for another that fits its chain', async () => {
    const objects = exportOf(log.objects, leaves, { first: 40, end: 256 })
    const { ledger, seq } = openEntry(leaves[255] ?? '')
    const other = resealed(leaves, `${ledger} ${seq}`, () => ({ by: 'x' })).slice(0, 256)
    objects.set('tile/entries/000', encodeBundle(other.map((leaf) => Buffer.from(leaf))))
    expect((await lookedAt(objects)).lines).toEqual([
      'tile/entries/000 entry 255: leaf 255 is not the one that was signed',
    ])
  })

  it('a chain that does not hold within it', async () => {
    const i = leaves.findIndex(
      (leaf) => leaf.includes('"ledger":"prod/orders"') && leaf.includes('"seq":"30"'),
    )
    const other = resealed(leaves, 'prod/orders 20', () => ({ by: 'x' }))
    const mixed = [...leaves.slice(0, i), ...other.slice(i)]
    const { objects } = await forged(log, mixed)
    const { lines } = await lookedAt(exportOf(objects, mixed, RANGE))
    expect(lines).toEqual([expect.stringMatching(/^prod\/orders 30: prev is not the hash of seq 29/)])
  })
})

describe('a log of more than 65,536 entries', () => {
  it('is verified on all its levels, whole and in part', async () => {
    const signer = testSigner()
    const many = madeUpLeaves(66_000, 7)
    const objects = new Map<string, Uint8Array>()
    await writeLog(objects, many, signer, 22_000)
    const whole = await verified({ objects, items: [] }, signer.vkey)
    expect(whole.broken).toEqual([])
    expect(whole.proven).toContain('the root of 66000 entries is the signed one')
    expect(whole.proven).toContain('3 signed checkpoints, each with the root of its size')
    for (const name of ['tile/1/000', 'tile/2/000.p/1', 'tile/entries/200']) {
      const changed = new Map(objects)
      flip(changed, name, 31)
      const { broken } = await verified({ objects: changed, items: [] }, signer.vkey)
      expect(broken[0]?.where.startsWith(name)).toBe(true)
    }
    const part = exportOf(objects, many, { first: 30_000, end: 31_000 })
    expect(part.size).toBeLessThan(30)
    expect((await verified({ objects: part, items: [] }, signer.vkey)).broken).toEqual([])
    flip(part, 'tile/1/000', 32 * 118)
    expect((await verified({ objects: part, items: [] }, signer.vkey)).broken[0]).toEqual({
      where: 'tile/1/000',
      what: 'is not the tile that tile/2/000.p/1 speaks of',
    })
  }, 120_000)
})
