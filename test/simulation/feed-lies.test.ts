import { describe, expect, it } from 'vitest'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { at, checkpoint } from '../support/listings.ts'
import { chanceOf } from './chance.ts'
import { FEED_LIES, feedLieIn } from './feed-lies.ts'
import { live } from './life.ts'
import { ADDITIONS, settingsOf } from './settings.ts'

const [A, B, C, D] = [checkpoint(0), checkpoint(60), checkpoint(120), checkpoint(180)] as const
const FEED: readonly FeedList[] = [[A], [A, B], [B, C], [C, D]].map((checkpoints, i) => ({
  recordedAt: at(60 * i),
  status: 'Running',
  storageStatus: 'InUse',
  checkpoints,
}))

describe('a lie in the feed', () => {
  it.each(FEED_LIES)('%s is one list that says what was not so, and was noted when it was', (kind) => {
    for (let seed = 0; seed < 20; seed += 1) {
      const lie = feedLieIn(chanceOf(seed), FEED, [kind])
      if (lie === undefined) continue
      expect(FEED).toContain(lie.truth)
      expect(lie.told).toEqual({ ...lie.truth, checkpoints: lie.checkpoints })
      expect(lie.checkpoints).not.toEqual(lie.truth.checkpoints)
    }
  })

  it('is told where there is anything to lie of', () => {
    for (const kind of FEED_LIES) expect(feedLieIn(chanceOf(3), FEED.slice(1), [kind])).toBeDefined()
    expect(feedLieIn(chanceOf(3), [], FEED_LIES)).toBeUndefined()
  })

  it('is drawn apart: what else is drawn stays what it is', async () => {
    const all = new Set(ADDITIONS)
    for (let seed = 0; seed < 20; seed += 1) {
      const [without, with_] = [chanceOf(seed), chanceOf(seed)]
      const usual = settingsOf(without, new Set(), chanceOf(99), new Set())
      const more = settingsOf(with_, new Set(), chanceOf(99), all)
      expect(with_.next()).toBe(without.next())
      expect({ ...more, feedEveryMs: null, trouble: { ...more.trouble, feedLies: [] } }).toEqual(usual)
    }
  })

  it('is told in some lives where it is asked for, and in none where it is not', async () => {
    let told = 0
    for (let seed = 0; seed < 6; seed += 1) {
      expect((await live(seed)).feedLie).toBeUndefined()
      const { feedLie } = await live(seed, new Set(), undefined, new Set(ADDITIONS))
      told += feedLie === undefined ? 0 : 1
    }
    expect(told).toBeGreaterThan(0)
  })
})
