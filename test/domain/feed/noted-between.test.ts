import { describe, expect, it } from 'vitest'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { notedBetween } from '../../../lambdas/domain/feed/noted-between.ts'
import type { FeedList } from '../../../lambdas/domain/standing.ts'
import { noted } from '../../support/believing.ts'
import { at, checkpoint } from '../../support/listings.ts'
import { having } from '../../support/standings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const

describe('what the feed noted right behind a look', () => {
  const seenAt = (seconds: number, ...listed: Listing) => ({
    ...having(),
    listed: listed.map((one) => ({ ...one, firstSeenAt: at(seconds), recordedSeq: 1 })),
  })
  const between = (believed: ReturnType<typeof seenAt>, ...lists: readonly FeedList[]) =>
    notedBetween(lists, believed, at(130), at(200))

  it('may be older than it, where it lacks the newest and has nothing else', () => {
    expect(between(seenAt(130, A, B), noted(135, [A]))).toEqual([])
  })

  it('is not, where it has what is newer, or was noted later', () => {
    const lists = [noted(135, [B, C]), noted(151, [A])]
    expect(between(seenAt(130, A, B), ...lists)).toEqual(lists)
  })

  it('is not, where all that is newer was made and seen behind that look, by another recorder', () => {
    const list = noted(135, [A])
    expect(between(seenAt(190, C), list)).toEqual([list])
    // What the look itself showed is recorded a little later, and the clock of its hosts may be ahead.
    expect(between(seenAt(150, C), list)).toEqual([])
    expect(between(seenAt(190, B), list)).toEqual([])
  })
})
