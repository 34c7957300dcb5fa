import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { u64 } from '../support/listings.ts'
import type { Chance } from './chance.ts'

/** How a list of the feed may say what was not so. */
export const FEED_LIES = ['feedEmptied', 'feedShortened', 'feedOld', 'feedMasked'] as const
export type FeedLieKind = (typeof FEED_LIES)[number]

/** The list that is not so, as it was told, and whether it was noted so, or only told so once. */
export interface FeedLie {
  readonly truth: FeedList
  readonly told: FeedList
  readonly checkpoints: Listing
  readonly isNoted: boolean
}

// Mostly of what nobody has read yet, so that it is there to be believed.
const NEWEST = 10

/** Makes one list of this feed say what was not so; undefined where there is none of which it could. */
export function feedLieIn(
  chance: Chance,
  feed: readonly FeedList[],
  kinds: readonly FeedLieKind[],
): FeedLie | undefined {
  const listed = feed.filter(({ checkpoints }) => (checkpoints?.length ?? 0) > 0).slice(-NEWEST)
  if (listed.length === 0) return undefined
  const truth = chance.pick(listed)
  const before = feed.slice(0, feed.indexOf(truth))
  const checkpoints = untrueOf(chance, truth.checkpoints ?? [], before, chance.pick(kinds))
  if (isSame(checkpoints, truth.checkpoints ?? [])) return undefined
  return { truth, told: { ...truth, checkpoints }, checkpoints, isNoted: chance.happens(0.7) }
}

function untrueOf(chance: Chance, list: Listing, before: readonly FeedList[], kind: FeedLieKind): Listing {
  switch (kind) {
    case 'feedEmptied':
      return []
    case 'feedShortened': {
      const left = chance.pick(list)
      return list.filter((one) => one !== left)
    }
    case 'feedOld': {
      const older = before.flatMap(({ checkpoints }) => (checkpoints === undefined ? [] : [checkpoints]))
      return older.length === 0 ? list : chance.pick(older.slice(-4))
    }
    case 'feedMasked':
      return list.map((one) => ({ ...one, fingerprint: u64(lostDigits(chance, BigInt(one.fingerprint))) }))
    default:
      return kind satisfies never
  }
}

/** As a client that reads doubles would have written it, or one that masks to 53 bits (FELDERA §1.2). */
function lostDigits(chance: Chance, exact: bigint): string {
  return chance.happens(0.5) ? String(exact & ((1n << 53n) - 1n)) : String(BigInt(Number(exact)))
}

function isSame(a: Listing, b: Listing): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}
