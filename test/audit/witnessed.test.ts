import { beforeAll, describe, expect, it } from 'vitest'
import { cosignatureLine } from '../../lambdas/archive/log/notes/cosignature.ts'
import { cosignatureName } from '../../lambdas/archive/log/notes/cosigned.ts'
import { witnessKey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import type { Instant } from '../../lambdas/domain/instant.ts'
import { testSigner } from '../support/logging.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { copyOf, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'
import { exported } from './exporting.ts'

let log: ProvenLog
const signer = testSigner('witness.example/w1')
const key = witnessKey(signer.name, signer.publicKey)

beforeAll(async () => {
  log = await provenLog(6)
}, 60_000)

function sizesIn({ objects }: Pick<ProvenLog, 'objects'>): readonly bigint[] {
  return [...objects.keys()]
    .flatMap((name) => (name.startsWith('checkpoints/') ? [BigInt(name.slice('checkpoints/'.length))] : []))
    .toSorted((a, b) => Number(a - b))
}

/** The log, of which the witness has cosigned the trees up to so many. */
async function cosigned(trees = 6) {
  const copy = copyOf(log)
  for (const [i, size] of sizesIn(log).slice(0, trees).entries()) {
    const note = Buffer.from(copy.objects.get(`checkpoints/${size}`) ?? []).toString()
    const line = await cosignatureLine(`${note.split('\n\n')[0]}\n`, signer, 1_800_000_000n + BigInt(i))
    copy.objects.set(cosignatureName(size, key, 1_800_000_000n + BigInt(i)), Buffer.from(`${note}${line}\n`))
  }
  return copy
}

const SEEN = () => [{ name: 'kept', note: log.objects.get('checkpoint') ?? new Uint8Array() }]
/** That of the newest tree; a name sorts by its digits. */
function newest(objects: ReadonlyMap<string, Uint8Array>): string {
  return [...objects.keys()].findLast((name) => name.startsWith('cosignatures/')) ?? ''
}

describe('an archive with cosignatures', () => {
  it('is proven with the key of the witness, and it is told how far that has seen and when', async () => {
    const report = await verified(await cosigned(), log.vkey, { seen: SEEN(), witnesses: [key] })
    expect(report.verdict).toBe('proven')
    expect(report.proven.join('\n')).toContain(
      `the witness witness.example/w1 has cosigned 6 trees, the newest of ${sizesIn(log).at(-1)} entries, at 2027-01-15T08:00:05.000Z`,
    )
  })

  it('is proven without it, and says that nobody’s signature was looked at', async () => {
    const report = await verified(await cosigned(), log.vkey, { seen: SEEN() })
    expect(report.verdict).toBe('proven')
    expect(report.proven.join('\n')).toContain('6 cosignatures of witnesses whose keys were not given')
  })

  it('is not proven where the witness has not seen the newest tree, or nothing at all', async () => {
    const some = await verified(await cosigned(4), log.vkey, { seen: SEEN(), witnesses: [key] })
    expect(some.verdict).toBe('not-proven')
    expect(some.unproven).toEqual([
      expect.stringMatching(/has not seen the newest \d+ entries: it has cosigned \d+ of \d+, at 2027/),
    ])
    const none = await verified(copyOf(log), log.vkey, { seen: SEEN(), witnesses: [key] })
    expect(none.unproven).toEqual([
      'the witness witness.example/w1 has cosigned nothing that is in the archive',
    ])
  })

  it('is exported with what witnesses said of its newest tree, and proves it again', async () => {
    const { copy } = await exported(
      createMemoryArchive((await cosigned()).objects),
      '2026-01-01T00:00:00.000Z' as Instant,
      '2036-01-01T00:00:00.000Z' as Instant,
    )
    const report = await verified({ objects: copy.objects, items: [] }, log.vkey, {
      seen: SEEN(),
      witnesses: [key],
    })
    expect(report).toMatchObject({ broken: [], unproven: [] })
    expect(report.proven.join('\n')).toContain('has cosigned 1 tree')
  })

  it('is broken where a cosignature is altered, moved, or of another tree', async () => {
    const whole = await cosigned()
    const name = newest(whole.objects)
    const text = Buffer.from(whole.objects.get(name) ?? []).toString()
    const last = text.trimEnd().split(' ').at(-1) ?? ''
    const bytes = Buffer.from(last, 'base64')
    bytes[70] = (bytes[70] ?? 0) ^ 1
    const breaking = async (alter: (objects: Map<string, Uint8Array>) => void) => {
      const copy = copyOf(whole)
      alter(copy.objects)
      const report = await verified(copy, log.vkey, { seen: SEEN(), witnesses: [key] })
      return report.broken.map(({ where, what }) => `${where === name ? 'it' : where}: ${what}`)
    }
    expect(
      await breaking((all) => all.set(name, Buffer.from(text.replace(last, bytes.toString('base64'))))),
    ).toEqual(['it: a cosignature of witness.example/w1 that is not right'])
    expect(await breaking((all) => all.set(name.replace(/\d+$/, '7'), Buffer.from(text)))).toEqual([
      expect.stringContaining('which is not its name'),
    ])
    expect(await breaking((all) => all.set('cosignatures/x', Buffer.from(text)))).toEqual([
      'cosignatures/x: nothing of this name belongs here',
    ])
    const other = text.replace(/\n[^\n]+\n\n/, `\n${Buffer.alloc(32).toString('base64')}\n\n`)
    expect(await breaking((all) => all.set(name, Buffer.from(other)))).toHaveLength(1)
  })

  it('is broken where what was cosigned is not there: the log was cut off', async () => {
    const whole = await cosigned()
    const before = copyOf(log.history[3] ?? log)
    for (const [name, bytes] of whole.objects)
      if (name.startsWith('cosignatures/')) before.objects.set(name, bytes)
    const report = await verified(before, log.vkey, { witnesses: [key] })
    expect(report.verdict).toBe('broken')
    expect(report.broken.map(({ what }) => what)).toEqual([
      expect.stringContaining('a witness has cosigned'),
      expect.stringContaining('a witness has cosigned'),
    ])
  })

  it('is broken where the key’s holder forked the log behind a witness’s back, and only then', async () => {
    const whole = await cosigned()
    const name = newest(whole.objects)
    const size = sizesIn(log).at(-1) ?? 0n
    const forged = `log.example/test\n${size}\n${Buffer.alloc(32, 1).toString('base64')}\n`
    const line = await cosignatureLine(forged, signer, 1_800_000_005n)
    whole.objects.set(name, Buffer.from(`${forged}\n${line}\n`))
    const report = await verified(whole, log.vkey, { seen: SEEN(), witnesses: [key] })
    expect(report.broken).toEqual([{ where: name, what: expect.stringContaining('the log was forked') }])
  })
})
