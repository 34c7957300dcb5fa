import { expect, it } from 'vitest'
import { clearedBefore } from '../../lambdas/domain/feed-before.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { havingSeen, PLAIN } from '../support/believing.ts'
import { at, checkpoint } from '../support/listings.ts'

const [A, B, C] = [checkpoint(0), checkpoint(60), checkpoint(240)] as const
const CLEARED: FeedList = { recordedAt: at(150), status: 'Stopped', storageStatus: 'Cleared' }
const SHOWN_AGAIN: FeedList = {
  recordedAt: at(155),
  status: 'Running',
  storageStatus: 'InUse',
  checkpoints: [B],
}

function endedBetween(...feed: readonly FeedList[]): readonly string[] {
  const { state } = havingSeen(A, B)
  const looked = { list: [C], open: [], feed, from: at(220) }
  return clearedBefore(looked, state, { ...PLAIN, lastSeenAt: at(100) }).flatMap(({ uuid }) => uuid ?? [])
}

it('ends what was seen before a clearing that came before the last look', () => {
  expect(endedBetween(CLEARED)).toEqual([A.uuid, B.uuid])
})

it('ends nothing by a clearing behind which the feed lists it again: it has gone since, for another reason', () => {
  expect(endedBetween(CLEARED, SHOWN_AGAIN)).toEqual([A.uuid])
})
