import { describe, expect, it } from 'vitest'
import { backfilled } from '../../../lambdas/domain/feed/feed.ts'
import type { FeedList } from '../../../lambdas/domain/standing.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import { noted, PLAIN, told } from '../../support/believing.ts'
import { at, checkpoint } from '../../support/listings.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const
const PLACE = { ledger: 'prod/orders', seq: 9, at: at(900), epoch: 'e1' }

describe('what the feed tells of before what another recorder has recorded since', () => {
  const lists = [noted(130, [A, B]), noted(190, [A, C]), noted(250, [C, D])]
  const seen = [
    [A, 70],
    [C, 245],
    [D, 245],
  ] as const
  const believed = {
    ...NOTHING_YET,
    observed: true,
    listed: seen.map(([one, seconds], i) => ({ ...one, firstSeenAt: at(seconds), recordedSeq: i + 1 })),
  }

  it('is told, though none of its lists could have what was made behind them', () => {
    const now = {
      at: at(300),
      list: [C, D],
      open: [],
      feed: lists,
      from: at(75),
      looked: new Set(seen.map(([{ uuid }]) => uuid)),
      lookedAt: at(75),
      listedSince: [],
      isWhole: false,
    }
    const { events } = backfilled(believed, lists, now, { ...PLAIN, seenAt: at(300) }, PLACE)
    expect(told(events)).toEqual([
      `checkpoint-recorded ${B.uuid}`,
      `checkpoint-missing ${B.uuid}`,
      `checkpoint-retired ${A.uuid}`,
    ])
  })
})

describe('what the feed tells behind a look', () => {
  it('is what two lists lack, one after the other, whatever a later one contradicts of them', () => {
    // A is gone from both, B is there again behind them, and by then A looks rotated.
    const lists = [noted(190, [A, B, C]), noted(250, []), noted(270, [D]), noted(290, [B, C, D])]
    const believed = {
      ...NOTHING_YET,
      observed: true,
      listed: [A, B, C].map((one, i) => ({ ...one, firstSeenAt: at(185), recordedSeq: i + 1 })),
    }
    const toldBy = (...its: typeof lists) => {
      const looked = new Set(believed.listed.map(({ uuid }) => uuid))
      const now = { at: at(400), list: [C, D], open: [], feed: its, from: at(185), looked, lookedAt: at(185) }
      const circumstances = { ...PLAIN, seenAt: at(400), lastSeenAt: at(185) }
      return told(
        backfilled(believed, its, { ...now, listedSince: [], isWhole: true }, circumstances, PLACE).events,
      )
    }
    const [shown, empty, other, back] = lists as [FeedList, FeedList, FeedList, FeedList]
    const recorded = `checkpoint-recorded ${D.uuid}`
    expect(toldBy(shown, empty, other, back)).toEqual([recorded, `checkpoint-missing ${A.uuid}`])
    expect(toldBy(shown, other, back)).toEqual([recorded, `checkpoint-retired ${A.uuid}`])
  })

  it('begins with what that look alone showed again, between two lists that are the same', () => {
    const behind = [noted(260, [C]), noted(290, [C])]
    const believed = {
      ...NOTHING_YET,
      observed: true,
      listed: [{ ...A, firstSeenAt: at(70), recordedSeq: 1 }],
    }
    const now = {
      at: at(300),
      list: [C],
      open: [],
      feed: [noted(130, [A, B]), noted(190, [B, C]), noted(230, [C]), ...behind],
      from: at(250),
      looked: new Set([A.uuid]),
      lookedAt: at(250),
      listedSince: [],
      isWhole: true,
    }
    const { events } = backfilled(believed, behind, now, { ...PLAIN, seenAt: at(300) }, PLACE)
    expect(told(events)).toEqual([`checkpoint-retired ${A.uuid}`, `checkpoint-recorded ${C.uuid}`])
  })
})
