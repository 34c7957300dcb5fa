import { beforeAll, describe, expect, it } from 'vitest'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { forged, leavesOf, resealed } from '../support/forging.ts'
import { testSigner } from '../support/logging.ts'
import { copyOf, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

let log: ProvenLog

beforeAll(async () => {
  log = await provenLog(90)
}, 60_000)

function seenAt(run: number, name = 'kept elsewhere') {
  return { name, note: log.history[run]?.objects.get('checkpoint') ?? new Uint8Array() }
}

describe('a log that nobody touched', () => {
  it('has everything in it that these tests are about', () => {
    const events = leavesOf(log).flatMap((leaf) => openEntry(leaf).events)
    for (const kind of ['recorded', 'retired', 'missing', 'reappeared'])
      expect(events.map((event) => event.kind)).toContain(`checkpoint-${kind}`)
    for (const kind of ['fingerprint-changed', 'metadata-changed', 'alert-raised', 'run-completed'])
      expect(events.map((event) => event.kind)).toContain(kind)
    expect(events.some(({ data }) => data['via'] === 'events')).toBe(true)
    expect([...log.objects.keys()]).toEqual(
      expect.arrayContaining(['tile/0/000', 'tile/entries/000', 'tile/1/000.p/1']),
    )
  })

  it('is proven with its table, and says what that does not rule out', async () => {
    const report = await verified(log, log.vkey, { withTable: true })
    expect(report).toMatchObject({ verdict: 'proven', broken: [] })
    expect(report.proven.join('\n')).toContain(
      'only a checkpoint that was kept elsewhere (--seen FILE) rules out',
    )
  })

  it('is not proven from the archive alone: later entries may have been cut off', async () => {
    const report = await verified(log, log.vkey)
    expect(report).toMatchObject({ verdict: 'not-proven', broken: [] })
    expect(report.unproven).toEqual([expect.stringContaining('later entries may have been cut off')])
  })

  it('is proven by checkpoints that were kept elsewhere, of any size', async () => {
    const report = await verified(log, log.vkey, { seen: [seenAt(3, 'a'), seenAt(89, 'b')] })
    expect(report).toMatchObject({ verdict: 'proven', broken: [] })
    expect(report.proven.filter((line) => line.includes('still begins'))).toHaveLength(2)
  })

  it('says where the key is the archive’s own', async () => {
    const report = await verified(log, log.vkey, { key: undefined })
    expect(report.broken).toEqual([])
    expect(report.proven.join()).toContain('is the archive’s own')
  })

  it('without superseded parts is as good', async () => {
    const kept = copyOf(log)
    const size = leavesOf(log).length
    for (const name of kept.objects.keys())
      if (/\.p\//.test(name) && !name.endsWith(`.p/${size % 256}`) && name !== 'tile/1/000.p/1')
        kept.objects.delete(name)
    expect(kept.objects.size).toBeLessThan(log.objects.size)
    expect(await verified(kept, log.vkey, { withTable: true })).toMatchObject({
      verdict: 'proven',
      broken: [],
    })
  })

  it('tells of its progress up to the last entry', async () => {
    const told: (readonly bigint[])[] = []
    await verified(log, log.vkey, { progress: (...step) => told.push(step) })
    const size = BigInt(leavesOf(log).length)
    expect(told).toEqual([
      [256n, size],
      [size, size],
    ])
  })
})

describe('what is on its way', () => {
  it('of a run that died before it signed is no break: the log ends where it was signed', async () => {
    const kept = copyOf(log)
    const [before, after] = [log.history[88], log.history[89]]
    for (const [name] of after?.objects ?? [])
      if (name.startsWith('checkpoint') && !before?.objects.has(name)) kept.objects.delete(name)
    kept.objects.set('checkpoint', before?.objects.get('checkpoint') ?? new Uint8Array())
    const report = await verified(kept, log.vkey, { withTable: true })
    expect(report).toMatchObject({ verdict: 'proven', broken: [] })
    expect(report.proven).toContain('2 objects beyond the signed size, not yet signed')
    expect(report.proven.join()).toMatch(/[34] entries not yet in the log/)
  })

  it('in the table and not in the log for long is not proven', async () => {
    const older = log.history[80]
    const report = await verified({ objects: older?.objects ?? new Map(), items: log.items }, log.vkey, {
      withTable: true,
    })
    expect(report).toMatchObject({ verdict: 'not-proven', broken: [] })
    expect(report.unproven.join()).toMatch(
      /\d+ entries not yet in the log, the oldest since .* two periods of \d+ s/,
    )
  })

  it('while a server runs is left out: a full tile takes the place of its part, and a newer tree is signed', async () => {
    const now = log.history.findIndex(({ objects }) => objects.has('tile/0/000'))
    const before = log.history[now - 1]?.objects ?? new Map()
    const after = new Map(log.history[now]?.objects)
    // What `supersede` does in a folder: the parts of a tile that is full are gone.
    for (const name of after.keys())
      if (/\/000\.p\//.test(name) && !name.startsWith('tile/1')) after.delete(name)
    let moved = false
    const report = await verified(log, log.vkey, {
      withTable: true,
      seen: [],
      reader: {
        get: async (name) => {
          const bytes = (moved ? after : before).get(name)
          // The server is faster than our walk, right behind our look at the checkpoint.
          if (name === 'checkpoint') moved = true
          return bytes
        },
        async *list(folder) {
          for (const name of [...before.keys(), ...after.keys()]) if (name.startsWith(folder)) yield name
        },
      },
    })
    expect(report.broken).toEqual([])
    expect(report.proven.join()).toContain('not yet in the log')
  })
})

describe('where there is little to verify', () => {
  it('an empty archive is no log', async () => {
    const report = await verified({ objects: new Map(), items: [] }, log.vkey)
    expect(report).toMatchObject({ verdict: 'not-proven', broken: [] })
    expect(report.unproven).toContain('there is no log: nothing has been signed')
  })

  it('without any key nothing is proven', async () => {
    const report = await verified({ objects: new Map(), items: [] }, log.vkey, { key: undefined })
    expect(report.verdict).toBe('not-proven')
    expect(report.unproven.join()).toContain('there is no public key')
  })
})

describe('a checkpoint that was kept elsewhere', () => {
  it('shows that the archive was rolled back as a whole, which nothing else does', async () => {
    const older = log.history[40] ?? log
    expect((await verified(older, log.vkey)).verdict).toBe('not-proven')
    expect((await verified(older, log.vkey, { withTable: true })).verdict).not.toBe('broken')
    const report = await verified(older, log.vkey, { seen: [seenAt(60)] })
    expect(report.broken).toEqual([
      { where: 'kept elsewhere', what: expect.stringContaining('rolled back, entries were cut off') },
    ])
  })

  it('of the same key with another root shows that history was rewritten', async () => {
    const rewritten = resealed(leavesOf(log), 'prod/orders 3', () => ({ by: 'x' })).slice(0, 50)
    const note = (await forged(log, rewritten)).objects.get('checkpoint') ?? new Uint8Array()
    const report = await verified(log, log.vkey, { seen: [{ name: 'x', note }] })
    expect(report.broken).toEqual([
      { where: 'x', what: expect.stringContaining('its history was rewritten') },
    ])
  })

  it('of another key, or damaged, is broken', async () => {
    const note = Buffer.from(seenAt(40).note)
    note[30] = (note[30] ?? 0) ^ 1
    const report = await verified(log, log.vkey, { seen: [{ name: 'x', note }] })
    expect(report).toMatchObject({ verdict: 'broken', broken: [{ where: 'x' }] })
    const other = await verified(log, testSigner().vkey, { seen: [seenAt(40)] })
    expect(other.broken.map(({ where }) => where)).toEqual(
      expect.arrayContaining(['checkpoint', 'log.vkey', 'kept elsewhere']),
    )
  })
})
