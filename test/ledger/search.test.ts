import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS, type EventKind } from '../../lambdas/domain/event.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { acquaintance, recordingOf } from '../../lambdas/ledger/lives.ts'
import { entriesWith, entryAsOf, eventsWith } from '../../lambdas/ledger/search.ts'
import { at, timedUuid } from '../support/listings.ts'
import { stories, tell } from '../support/stories.ts'

const NAME = 'prod/orders'

describe('searching a ledger finds what a walk over all of it finds', () => {
  it('finds the recording of every checkpoint, in or out of UUID order', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { ledger, remembered, entries } = await tell(story)
        const head = entries.at(-1)
        if (head === undefined) return
        for (const { uuid, recordedSeq } of remembered) {
          const found = await recordingOf(ledger, NAME, head, uuid)
          expect(found?.sealed.entry.seq).toBe(recordedSeq)
        }
        expect(await recordingOf(ledger, NAME, head, timedUuid(5_000))).toBeUndefined()
        expect(await recordingOf(ledger, NAME, head, timedUuid(-1))).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })

  it('knows every ended checkpoint by its last end, and no listed one', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { ledger, remembered, entries } = await tell(story)
        for (const known of remembered) {
          const found = await acquaintance(ledger, entries.at(-1), known.uuid)
          if (known.status === 'listed') expect(found).toBeUndefined()
          else {
            expect([found?.ended, found?.endedSeq, found?.recordedSeq, found?.size]).toEqual([
              known.status,
              known.endedSeq,
              known.recordedSeq,
              known.size,
            ])
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  it('hops to every event of a kind, and to no other', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { ledger, entries } = await tell(story)
        const head = entries.at(-1)
        if (head === undefined) return
        const kinds = ['checkpoint-missing', 'metadata-changed'] as const
        const range = { kinds, fromSeq: head.entry.seq, downTo: 1 }
        const found = await eventsWith(ledger, NAME, range, () => true)
        const walked = entries
          .flatMap((sealed) => sealed.entry.events.map((event) => ({ sealed, event })))
          .filter(({ event }) => kinds.some((kind) => kind === event.kind))
          .toReversed()
        expect(found.map(({ event }) => event)).toEqual(walked.map(({ event }) => event))
      }),
      { numRuns: 150 },
    )
  })

  it('reads once for every hit at most, and for many at once where they are neighbours', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { ledger, entries } = await tell(story)
        let reads = 0
        const counted: Ledger = {
          ...ledger,
          readBackward: async (...given) => {
            reads += 1
            return ledger.readBackward(...given)
          },
        }
        const hits = async (kinds: readonly EventKind[]) => {
          reads = 0
          let found = 0
          for await (const _ of entriesWith(counted, NAME, kinds, entries.length)) found += 1
          return found
        }
        const rare = await hits(['metadata-changed'])
        expect(reads).toBeLessThanOrEqual(rare + 1)
        expect(await hits(EVENT_KINDS)).toBe(entries.length)
        // 2, 4, 8, 16 and 32 are more than there are in any story.
        expect(reads).toBeLessThanOrEqual(5)
      }),
      { numRuns: 150 },
    )
  })

  it('finds the entry as of any moment', async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.integer({ min: -30, max: 3_000 }), async (story, seconds) => {
        const { ledger, entries } = await tell(story)
        const head = entries.at(-1)
        if (head === undefined) return
        const naive = entries.findLast(({ entry }) => entry.at <= at(seconds))
        expect((await entryAsOf(ledger, NAME, head, at(seconds)))?.entry.seq).toBe(naive?.entry.seq)
      }),
      { numRuns: 150 },
    )
  })
})

it('asks the ledger nothing about a UUID newer than all before it', async () => {
  const { entries } = await tell([[{ what: 'record', pick: 10 }]])
  const silent = new Proxy({} as never, {
    get: () => {
      throw new Error('the ledger was asked')
    },
  })
  expect(await acquaintance(silent, entries.at(-1), timedUuid(11))).toBeUndefined()
  expect(await acquaintance(silent, undefined, timedUuid(11))).toBeUndefined()
})
