import { describe, expect, it } from 'vitest'
import type { EventKind, LedgerEvent } from '../../lambdas/domain/event.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import {
  entriesWith,
  entryAsOf,
  entryAt,
  eventsWith,
  firstSeqWhere,
  newestWith,
} from '../../lambdas/ledger/search.ts'
import { gathered } from '../support/gathered.ts'
import { at, checkpoint } from '../support/listings.ts'
import { GAP, NAME, recorded, type Written, written } from './written.ts'

/** A ledger of so many entries, of which those at `hits` record a checkpoint and the others do not. */
function withHits(entries: number, hits: readonly number[]): Promise<Written> {
  const eventsAt = (seq: number): readonly LedgerEvent[] =>
    hits.includes(seq) ? [recorded(checkpoint(seq))] : [GAP]
  return written(...Array.from({ length: entries }, (_, i) => eventsAt(i + 1)))
}

const seqOf = (sealed: Sealed | undefined) => sealed?.entry.seq
const seqs = (all: readonly Sealed[]) => all.map(({ entry }) => entry.seq)
const RECORDED: readonly EventKind[] = ['checkpoint-recorded']

describe('one entry', () => {
  it('is found by its number, and a number that has none is said', async () => {
    const { ledger, entries } = await withHits(3, [])
    expect(await entryAt(ledger, NAME, 2)).toEqual(entries[1])
    await expect(entryAt(ledger, NAME, 4)).rejects.toThrow('prod/orders 4: the entry is not there')
  })

  it('that is missing is never taken for the one behind it', async () => {
    const { ledger, entries } = await withHits(3, [])
    const holed = { ...ledger, readForward: async () => entries.slice(2) }
    await expect(entryAt(holed, NAME, 2)).rejects.toThrow('prod/orders 2: the entry is not there')
  })
})

describe('the first entry that fulfils what all later ones do', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is found by halves: the one at %i of 7', async (wanted) => {
    const { ledger, asked } = await withHits(7, [])
    const found = await firstSeqWhere(
      ledger,
      NAME,
      { from: 1, to: 7 },
      (sealed) => sealed.entry.seq >= wanted,
    )
    expect(found).toBe(wanted)
    expect(asked().length).toBeLessThanOrEqual(3)
  })

  it('is looked for between two numbers only', async () => {
    const { ledger, asked } = await withHits(7, [])
    expect(await firstSeqWhere(ledger, NAME, { from: 3, to: 5 }, () => true)).toBe(3)
    expect(asked()).toEqual(['at 4', 'at 3'])
    expect(await firstSeqWhere(ledger, NAME, { from: 3, to: 5 }, () => false)).toBe(6)
    expect(asked()).toEqual(['at 4', 'at 5'])
  })
})

describe('the entry as of a moment', () => {
  it('is the last one at or before it, and none before the first', async () => {
    const { ledger, head } = await withHits(4, [])
    const asOf = async (seconds: number) => seqOf(await entryAsOf(ledger, NAME, head, at(seconds)))
    expect([await asOf(-1), await asOf(0), await asOf(59), await asOf(60)]).toEqual([undefined, 1, 1, 2])
    expect([await asOf(179), await asOf(180), await asOf(999)]).toEqual([3, 4, 4])
  })

  it('costs no read where it is the head', async () => {
    const { ledger, head, asked } = await withHits(4, [])
    expect(await entryAsOf(ledger, NAME, head, at(180))).toBe(head)
    expect(asked()).toEqual([])
  })
})

describe('the newest entry with one of these kinds', () => {
  it('is one hop away, whatever lies between, and none where it is asked from', async () => {
    const { ledger, asked } = await withHits(9, [2, 8])
    const newest = async (from: number) => [seqOf(await newestWith(ledger, NAME, RECORDED, from)), ...asked()]
    expect(await newest(9)).toEqual([8, 'at 9', 'at 8'])
    expect(await newest(8)).toEqual([8, 'at 8'])
    expect(await newest(7)).toEqual([2, 'at 7', 'at 2'])
    expect(await newest(1)).toEqual([undefined, 'at 1'])
    expect(await newest(0)).toEqual([undefined])
  })

  it('is that of the kind which came last', async () => {
    const { ledger } = await withHits(5, [2, 5])
    const both = ['coverage-gap', 'checkpoint-recorded', 'checkpoint-missing'] as const
    expect(seqOf(await newestWith(ledger, NAME, both, 5))).toBe(5)
    expect(seqOf(await newestWith(ledger, NAME, both, 4))).toBe(4)
    expect(seqOf(await newestWith(ledger, NAME, ['checkpoint-missing'], 5))).toBeUndefined()
  })
})

describe('every entry with one of these kinds', () => {
  it('comes newest first; more are read at once where most are hits, and two where they are rare', async () => {
    const { ledger, asked } = await withHits(20, [1, 3, 9, 10])
    expect(seqs(await gathered(entriesWith(ledger, NAME, RECORDED, 20)))).toEqual([10, 9, 3, 1])
    expect(asked()).toEqual(['back 20 2', 'back 10 2', 'back 8 4', 'back 3 2', 'back 1 2'])
  })

  it('is read fifty at once at most', async () => {
    const all = Array.from({ length: 120 }, (_, i) => i + 1)
    const { ledger, asked } = await withHits(120, all)
    expect(seqs(await gathered(entriesWith(ledger, NAME, RECORDED, 120)))).toEqual(all.toReversed())
    const reads = ['120 2', '118 4', '114 8', '106 16', '90 32', '58 50', '8 50']
    expect(asked()).toEqual(reads.map((read) => `back ${read}`))
  })

  it('counts where any of its events is of such a kind', async () => {
    const { ledger } = await written([GAP, recorded(checkpoint(1))], [GAP], [recorded(checkpoint(3)), GAP])
    expect(seqs(await gathered(entriesWith(ledger, NAME, RECORDED, 3)))).toEqual([3, 1])
  })

  it('is none in an empty ledger, nor before the first', async () => {
    expect(await gathered(entriesWith(createMemoryLedger(), NAME, RECORDED, 5))).toEqual([])
    const { ledger, asked } = await withHits(2, [1, 2])
    expect(await gathered(entriesWith(ledger, NAME, RECORDED, 0))).toEqual([])
    expect(asked()).toEqual([])
  })
})

describe('every event of these kinds', () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((seconds) => recorded(checkpoint(seconds)))
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('too few')

  it('comes newest first, within an entry too, with the entry it stands in', async () => {
    const { ledger, entries } = await written([a], [b, GAP, c], [d])
    const range = { kinds: RECORDED, fromSeq: 3, downTo: 1 }
    expect(await eventsWith(ledger, NAME, range, () => true)).toEqual([
      { sealed: entries[2], event: d },
      { sealed: entries[1], event: c },
      { sealed: entries[1], event: b },
      { sealed: entries[0], event: a },
    ])
  })

  it('comes from between two numbers, both included, and only where it is wanted', async () => {
    const { ledger } = await written([a], [b, GAP, c], [d])
    const found = async (fromSeq: number, downTo: number, unwanted?: LedgerEvent) => {
      const wanted = (event: LedgerEvent) => event.uuid !== unwanted?.uuid
      const all = await eventsWith(ledger, NAME, { kinds: RECORDED, fromSeq, downTo }, wanted)
      return all.map(({ event }) => event.uuid)
    }
    expect(await found(3, 2)).toEqual([d.uuid, c.uuid, b.uuid])
    expect(await found(2, 2)).toEqual([c.uuid, b.uuid])
    expect(await found(3, 1, c)).toEqual([d.uuid, b.uuid, a.uuid])
  })

  it('reads nothing below where it is asked to end', async () => {
    const { ledger, asked } = await withHits(9, [1, 5, 9])
    await eventsWith(ledger, NAME, { kinds: RECORDED, fromSeq: 9, downTo: 6 }, () => true)
    expect(asked()).toEqual(['back 9 2', 'back 5 2'])
  })
})
