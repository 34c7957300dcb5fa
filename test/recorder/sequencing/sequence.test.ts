import { describe, expect, it } from 'vitest'
import type { Archive } from '../../../lambdas/archive/archive.ts'
import { decodeBundle } from '../../../lambdas/archive/log/tree/bundle.ts'
import { appendLeaf, EMPTY_EDGE, rootOf } from '../../../lambdas/archive/log/tree/edge.ts'
import { leafHash } from '../../../lambdas/archive/log/tree/hashes.ts'
import { bundlePath } from '../../../lambdas/archive/log/tree/tile-path.ts'
import type { LogProgress } from '../../../lambdas/ledger/work/log-progress.ts'
import { sequence } from '../../../lambdas/recorder/sequencing/sequence.ts'
import { logging } from '../../support/logging.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'

/** Every entry of the log, in its order, read from the bundles alone. */
function entriesIn(
  archive: { readonly objects: ReadonlyMap<string, Uint8Array> },
  size: bigint,
): readonly string[] {
  const entries: string[] = []
  for (let index = 0n; index * 256n < size; index += 1n) {
    const width = Number(size - index * 256n < 256n ? size - index * 256n : 256n)
    const bytes = archive.objects.get(bundlePath(index, width))
    if (bytes === undefined) throw new Error(`no bundle ${index} of ${width}`)
    entries.push(...decodeBundle(bytes).map((entry) => Buffer.from(entry).toString('utf8')))
  }
  return entries
}

function rootHex(entries: readonly string[]): string {
  const edge = entries.reduce((grown, entry) => appendLeaf(grown, leafHash(Buffer.from(entry))), EMPTY_EDGE)
  return Buffer.from(rootOf(edge)).toString('hex')
}

async function expectWhole(log: ReturnType<typeof logging>, names: readonly string[]): Promise<void> {
  const newest = await log.newest()
  const entries = entriesIn(log.archive, newest?.size ?? 0n)
  expect(Buffer.from(newest?.root ?? []).toString('hex')).toBe(rootHex(entries))
  for (const name of names) {
    const recorded = await log.ledger.readForward(name, 1, 10_000)
    const mine = entries.filter((entry) => entry.includes(`"ledger":"${name}"`))
    expect(mine).toEqual(recorded.map(({ entry }) => entry.body))
  }
  expect(entries).toHaveLength(
    (await Promise.all(names.map(async (name) => (await log.ledger.head(name))?.entry.seq ?? 0))).reduce(
      (sum, seq) => sum + seq,
      0,
    ),
  )
}

describe('the sequencer', () => {
  it('brings every entry of every ledger into the log once, in the order of its ledger, the run last', async () => {
    const log = logging()
    await log.append('recorder/0', 1)
    await log.append('prod/b', 3)
    await log.append('prod/a', 2)
    await log.sequence()
    await expectWhole(log, ['prod/a', 'prod/b', 'recorder/0'])
    const order = entriesIn(log.archive, 6n).map((entry) => /"ledger":"([^"]+)"/.exec(entry)?.[1])
    expect(order).toEqual(['prod/a', 'prod/a', 'prod/b', 'prod/b', 'prod/b', 'recorder/0'])
  })

  it('grows across full tiles and more than one step, and keeps every signed size', async () => {
    const log = logging()
    for (const more of [1, 254, 1, 1, 2_500]) {
      await log.append('prod/a', more)
      await log.sequence()
    }
    await expectWhole(log, ['prod/a'])
    expect([...log.archive.objects.keys()].filter((name) => name.startsWith('checkpoints/'))).toEqual([
      'checkpoints/1',
      'checkpoints/255',
      'checkpoints/256',
      'checkpoints/257',
      'checkpoints/2257',
      'checkpoints/2757',
    ])
  }, 60_000)

  it('writes nothing where nothing was recorded', async () => {
    const log = logging()
    await log.append('prod/a', 2)
    await log.sequence()
    const before = new Map(log.archive.objects)
    await log.sequence()
    expect(log.archive.objects).toEqual(before)
  })

  it('locks everything but partial tiles, and says which of those are superseded', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    await log.append('prod/a', 300)
    await log.sequence()
    expect([...log.archive.unlocked].toSorted()).toEqual([
      'tile/0/000.p/3',
      'tile/0/001.p/47',
      'tile/1/000.p/1',
      'tile/entries/000.p/3',
      'tile/entries/001.p/47',
    ])
    expect([...log.archive.superseded]).toEqual([
      ['tile/0/000.p/3', 'tile/0/000'],
      ['tile/entries/000.p/3', 'tile/entries/000'],
    ])
  })

  it('looks for what people recorded between two runs, and forgets it once it is in the log', async () => {
    const log = logging()
    await log.append('prod/a', 1)
    await log.sequence()
    const [action] = await log.append('prod/a', 1)
    await log.progress.notePending('prod/a', action?.entry.seq ?? 0)
    // A run that polled nothing of it.
    await log.sequence({ ledger: log.ledger })
    await expectWhole(log, ['prod/a'])
    await log.sequence()
    expect(await log.progress.pending()).toEqual(new Map())
  })

  it('keeps a note of an action that is not there yet', async () => {
    const log = logging()
    await log.append('prod/a', 1)
    await log.progress.notePending('prod/a', 2)
    await log.sequence()
    await log.sequence()
    expect(await log.progress.pending()).toEqual(new Map([['prod/a', 2]]))
  })

  it('forgets a note with the step that takes its entry in, and one whose entry was in already with the next look', async () => {
    const log = logging()
    const acted = await log.append('prod/a', 2)
    for (const { entry } of acted) await log.progress.notePending('prod/a', entry.seq)
    await sequenceBlindly(log)
    expect(await log.progress.pending()).toEqual(new Map())
    await log.progress.notePending('prod/a', 2)
    await sequenceBlindly(log)
    expect(await log.progress.pending()).toEqual(new Map())
    await expectWhole(log, ['prod/a'])
  })

  it('asks for no head that it knows to be as far as the note', async () => {
    const log = logging()
    await log.append('prod/a', 2)
    await log.progress.notePending('prod/a', 2)
    const head = async () => {
      throw new Error('asked')
    }
    await log.sequence({ ledger: { ...log.ledger, head } })
    await expectWhole(log, ['prod/a'])
  })

  it('looks once where all is in with one step, and again where it is not', async () => {
    const log = logging()
    const looks = async (): Promise<number> => {
      let looked = 0
      const read: LogProgress['read'] = async () => {
        looked += 1
        return log.progress.read()
      }
      await log.sequence({ progress: { ...log.progress, read } })
      return looked
    }
    await log.append('prod/a', 1)
    expect(await looks()).toBe(1)
    await log.append('prod/a', 1_999)
    await log.append('prod/b', 2)
    expect(await looks()).toBe(2)
    await expectWhole(log, ['prod/a', 'prod/b'])
  }, 60_000)
})

/** A run that has polled nothing: only notes lead it to what is recorded. */
async function sequenceBlindly({ ports }: ReturnType<typeof logging>): Promise<void> {
  await sequence(ports, { shard: '0', lockForMs: 1_000 }, { heads: new Map(), appended: new Map() })
}

describe('the sequencer after a crash', () => {
  const SITES = ['put', 'replace', 'commit', 'sign'] as const

  /** Dies at the n-th call of any kind that changes something, before or after it took effect. */
  function dying(n: number, isAfter: boolean) {
    let calls = 0
    const wrap = <A extends readonly unknown[], T>(call: (...given: A) => Promise<T>) => {
      return async (...given: A): Promise<T> => {
        calls += 1
        if (calls !== n) return call(...given)
        if (isAfter) await call(...given)
        throw new Error('killed')
      }
    }
    return { wrap, calls: () => calls }
  }

  it.each([false, true])(
    'goes on wherever it died (after the effect: %s)',
    async (isAfter) => {
      let died = 0
      for (let n = 1; n < 60; n += 1) {
        const log = logging()
        await log.append('prod/a', 255)
        await log.sequence()
        await log.append('prod/a', 3)
        await log.append('recorder/0', 1)
        const { wrap, calls } = dying(n, isAfter)
        const archive: Archive = {
          ...log.archive,
          put: wrap(log.archive.put),
          replace: wrap(log.archive.replace),
          supersede: wrap(log.archive.supersede),
        }
        const progress: LogProgress = { ...log.progress, commit: wrap(log.progress.commit) }
        const signer = { ...log.signer, sign: wrap(log.signer.sign) }
        const outcome = await log.sequence({ archive, progress, signer }).catch(() => 'died')
        if (outcome !== 'died') {
          expect(calls()).toBeLessThan(n)
          break
        }
        died += 1
        await log.append('prod/a', 2)
        await log.sequence()
        await expectWhole(log, ['prod/a', 'recorder/0'])
        // Nothing that was signed is contradicted by what was signed later: the tree of that size is a beginning of this one.
        const entries = entriesIn(log.archive, 261n)
        for (const [name, note] of log.archive.objects) {
          if (!name.startsWith('checkpoints/')) continue
          const size = Number(name.slice('checkpoints/'.length))
          const root = Buffer.from(rootHex(entries.slice(0, size)), 'hex').toString('base64')
          expect(Buffer.from(note).toString('utf8').split('\n').slice(1, 3)).toEqual([String(size), root])
        }
      }
      expect(died).toBeGreaterThan(SITES.length * 2)
    },
    120_000,
  )
})

describe('several sequencers at once', () => {
  it('leave nothing out and take nothing twice', async () => {
    const log = logging(({ clock }) => ({
      clock: { ...clock, sleep: () => new Promise((resolve) => setTimeout(resolve, 1)) },
      random: Math.random,
    }))
    const slowly = <A extends readonly unknown[], T>(call: (...given: A) => Promise<T>) => {
      return async (...given: A): Promise<T> => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
        return call(...given)
      }
    }
    const archive: Archive = {
      ...log.archive,
      put: slowly(log.archive.put),
      get: slowly(log.archive.get),
      replace: slowly(log.archive.replace),
    }
    for (let round = 0; round < 10; round += 1) {
      await log.append('prod/a', 40)
      await log.append('prod/b', 17)
      await Promise.all([1, 2, 3].map(() => log.sequence({ archive })))
      await expectWhole(log, ['prod/a', 'prod/b'])
    }
  }, 60_000)

  it('wait longer each time that another was faster, and say so after 40 times', async () => {
    const waited: number[] = []
    const log = logging(({ clock }) => ({
      clock: { ...clock, sleep: async (ms) => void waited.push(ms) },
      random: () => 1,
    }))
    await log.append('prod/a', 1)
    const progress: LogProgress = { ...log.progress, commit: async () => 'overtaken' }
    await expect(log.sequence({ progress })).rejects.toThrow('others were faster 40 times')
    expect(waited).toEqual([200, 400, 800, 1_600, ...Array.from({ length: 36 }, () => 3_000)])
    expect(log.archive.objects.size).toBe(0)
    await log.sequence()
    await expectWhole(log, ['prod/a'])
  })

  it('look anew where the archive is further than what was read before it', async () => {
    const log = logging()
    await log.append('prod/a', 1)
    await log.sequence()
    const old = await log.progress.read()
    await log.append('prod/a', 1)
    await log.sequence()
    await log.append('prod/a', 1)
    let reads = 0
    const read: LogProgress['read'] = async () => {
      reads += 1
      return reads === 1 ? old : log.progress.read()
    }
    await log.sequence({ progress: { ...log.progress, read } })
    expect(reads).toBe(2)
    await expectWhole(log, ['prod/a'])
  })

  it('leave the larger tree, where one of them comes late with a smaller one', async () => {
    const log = logging()
    await log.append('prod/a', 2)
    let isOvertaken = false
    const put: Archive['put'] = async (name, ...object) => {
      if (name === 'checkpoints/2' && !isOvertaken) {
        isOvertaken = true
        await log.append('prod/a', 3)
        await log.sequence()
      }
      return log.archive.put(name, ...object)
    }
    await log.sequence({ archive: { ...log.archive, put } })
    expect([isOvertaken, (await log.newest())?.size]).toEqual([true, 5n])
    await expectWhole(log, ['prod/a'])
  })
})

describe('the sequencer signs nothing', () => {
  async function filled() {
    const log = logging()
    await log.append('prod/a', 5)
    await log.sequence()
    const before = new Map(log.archive.objects)
    await log.append('prod/a', 5)
    return { log, before }
  }

  it('behind a tile that was altered', async () => {
    const { log } = await filled()
    const tile = Buffer.from(log.archive.objects.get('tile/0/000.p/5') ?? [])
    tile[40] = (tile[40] ?? 0) ^ 1
    log.archive.objects.set('tile/0/000.p/5', tile)
    await expect(log.sequence()).rejects.toThrow('do not hash to its signed root')
    expect((await log.newest())?.size).toBe(5n)
  })

  it('behind a bundle whose entries are not those of the tile', async () => {
    const { log } = await filled()
    const bundle = Buffer.from(log.archive.objects.get('tile/entries/000.p/5') ?? [])
    bundle[40] = (bundle[40] ?? 0) ^ 1
    log.archive.objects.set('tile/entries/000.p/5', bundle)
    await expect(log.sequence()).rejects.toThrow('do not hash to its tiles')
    expect((await log.newest())?.size).toBe(5n)
  })

  it('behind a checkpoint that another key signed', async () => {
    const { log } = await filled()
    const other = logging()
    await other.append('prod/a', 5)
    await other.sequence()
    log.archive.objects.set('checkpoint', other.archive.objects.get('checkpoint') ?? new Uint8Array())
    await expect(log.sequence()).rejects.toThrow('checkpoint:')
  })

  it('where the archive was rolled back to an older state', async () => {
    const { log, before } = await filled()
    await log.sequence()
    await log.append('prod/a', 1)
    await log.sequence()
    log.archive.objects.clear()
    for (const [name, bytes] of before) log.archive.objects.set(name, bytes)
    await log.append('prod/a', 1)
    await expect(log.sequence()).rejects.toThrow('rolled back')
  })

  it('anew where the work table forgot a log that the archive holds', async () => {
    const { log } = await filled()
    const { createMemoryLogProgress } = await import('../../../lambdas/ledger/work/memory-log-progress.ts')
    await expect(log.sequence({ progress: createMemoryLogProgress() })).rejects.toThrow('rebuild')
    expect((await log.newest())?.size).toBe(5n)
  })

  it('over other bytes: an object that is there already is a FORK', async () => {
    const { log } = await filled()
    log.archive.objects.set('tile/entries/000.p/10', Buffer.from('forged'))
    await expect(log.sequence()).rejects.toThrow('FORK')
    expect((await log.newest())?.size).toBe(5n)
  })

  it.each(['published', 'not yet published'])(
    'over another root than the one that was committed: %s',
    async (how) => {
      const { log } = await filled()
      const died =
        how === 'published'
          ? {}
          : { signer: { ...log.signer, sign: () => Promise.reject(new Error('killed')) } }
      await log.sequence(died).catch(() => 'died')
      const { committed, version } = await log.progress.read()
      if (committed === undefined) throw new Error('nothing was committed')
      const other = { committed: { ...committed, root: 'ab'.repeat(32) }, version }
      const progress: LogProgress = { ...log.progress, read: async () => other }
      await expect(log.sequence({ progress })).rejects.toThrow('FORK')
      expect((await log.newest())?.size).toBe(how === 'published' ? 10n : 5n)
    },
  )

  it('where the archive lost everything', async () => {
    const { log } = await filled()
    await log.sequence()
    const lost = createMemoryArchive()
    await log.append('prod/a', 1)
    await expect(log.sequence({ archive: lost })).rejects.toThrow('rolled back')
    expect(lost.objects.size).toBe(0)
  })
})
