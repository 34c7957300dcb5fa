import { describe, expect, it } from 'vitest'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { rebuildProgress } from '../../lambdas/audit/restoring/rebuild-progress.ts'
import { restoreEntries } from '../../lambdas/audit/restoring/restore-entries.ts'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { sealedFrom } from '../../lambdas/ledger/item.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { leavesOf } from '../support/forging.ts'
import { T0 } from '../support/listings.ts'
import { logging } from '../support/logging.ts'
import { createMemoryArchive, type MemoryArchive } from '../support/memory-archive.ts'
import { provenLog } from '../support/proven-log.ts'

const clock = { now: () => T0, sleep: async () => {} }

function restoring(archive: MemoryArchive, vkey: string, ledger: Ledger = createMemoryLedger()) {
  const outbox = createMemoryOutbox()
  const done = restoreEntries({ archive, key: parseVkey(vkey), ledger, outbox, clock, onProgress: () => {} })
  return { ledger, outbox, done }
}

describe('ledgers, put back from the archive alone', () => {
  it('are what they were: every entry, its hash, and the state beside it', async () => {
    const log = await provenLog(12)
    const { ledger, done } = restoring(createMemoryArchive(new Map(log.objects)), log.vkey)
    expect(await done).toEqual({ entries: BigInt(leavesOf(log).length), unsigned: 0 })
    for (const item of log.items) {
      const was = sealedFrom(item)
      const [is] = await ledger.readForward(was.entry.ledger, was.entry.seq, 1)
      expect(is).toEqual(was)
    }
  })

  it('are told to nobody again', async () => {
    const log = await provenLog(12)
    const { outbox, done } = restoring(createMemoryArchive(new Map(log.objects)), log.vkey)
    await done
    const told = leavesOf(log).flatMap((leaf) => announcementsOf(openEntry(leaf)))
    expect(told.length).toBeGreaterThan(2)
    // The stream brings them all once more.
    await outbox.note(told, '2026-11-26T00:00:00.000Z' as never)
    expect((await outbox.unsent()).due).toEqual([])
  })

  it('may be put back again, or over what is there, and change nothing', async () => {
    const log = logging()
    await log.append('prod/a', 300)
    await log.sequence()
    await log.append('prod/a', 1)
    expect(await restoring(log.archive, log.signer.vkey, log.ledger).done).toMatchObject({ entries: 300n })
    expect((await log.ledger.head('prod/a'))?.entry.seq).toBe(301)
  })

  it('are not touched where the log is not what was signed, and not where they tell another history', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    const other = logging()
    await other.append('prod/a', 2)
    const changed = await other.ledger.head('prod/a')
    expect(changed).toBeDefined()
    const bundle = Buffer.from(log.archive.objects.get('tile/entries/000.p/3') ?? [])
    const forged = createMemoryArchive(new Map(log.archive.objects))
    forged.objects.set(
      'tile/entries/000.p/3',
      Buffer.from(bundle.toString('latin1').replace('"number":"3"', '"number":"4"'), 'latin1'),
    )
    const { ledger, done } = restoring(forged, log.signer.vkey)
    await expect(done).rejects.toThrow('do not hash to its signed root')
    expect(await ledger.head('prod/a')).toBeUndefined()
    const elsewhere = await provenLog(2)
    const mixed = createMemoryLedger()
    const [first] = elsewhere.items.map(sealedFrom).filter(({ entry }) => entry.ledger === 'recorder/0')
    if (first !== undefined) await mixed.append(first)
    const its = logging()
    await its.append('recorder/0', 1)
    await its.sequence()
    await expect(restoring(its.archive, its.signer.vkey, mixed).done).rejects.toThrow(
      'recorder/0 1: the table has another entry than the log',
    )
  })

  it('have what a run committed and died before signing, and the next run signs the very same tree', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    await log.append('prod/a', 2)
    await log.append('prod/b', 1)
    // It dies when it would sign: bundles and tiles are there, and no checkpoint.
    const dying = { ...log.signer, sign: () => Promise.reject(new Error('killed')) }
    await expect(log.sequence({ signer: dying })).rejects.toThrow('killed')
    const { ledger, done } = restoring(log.archive, log.signer.vkey)
    expect(await done).toEqual({ entries: 6n, unsigned: 3 })
    const progress = createMemoryLogProgress()
    const key = parseVkey(log.signer.vkey)
    expect(await rebuildProgress({ archive: log.archive, key, progress, onProgress: () => {} })).toBe(3n)
    const { committed } = await progress.read()
    expect(committed).toMatchObject({ before: 3n, size: 6n })
    const noted = { heads: new Map<string, number>(), appended: new Map() }
    await sequence({ ...log.ports, ledger, progress }, { shard: '0', lockForMs: 1 }, noted)
    expect((await log.newest())?.size).toBe(6n)
  })

  it('end before what somebody else put behind the signed tree', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    const stranger = logging()
    await stranger.append('prod/a', 4)
    await stranger.sequence()
    const bundle = stranger.archive.objects.get('tile/entries/000.p/4') ?? new Uint8Array()
    const foreign = Buffer.from(bundle)
      .toString('latin1')
      .replaceAll(/"prev":"[0-9a-f]/g, '"prev":"x')
    log.archive.objects.set('tile/entries/000.p/4', Buffer.from(foreign, 'latin1'))
    expect(await restoring(log.archive, log.signer.vkey).done).toEqual({ entries: 3n, unsigned: 0 })
  })
})
