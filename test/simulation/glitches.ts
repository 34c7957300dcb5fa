import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import type { UnobservableReason } from '../../lambdas/domain/observation.ts'
import type { FeedList, ListedPipeline } from '../../lambdas/domain/standing.ts'
import { u64 } from '../support/listings.ts'
import { called } from './answers.ts'
import type { Chance } from './chance.ts'
import { type FeedLie, type FeedLieKind, feedLieIn } from './feed-lies.ts'
import type { World } from './world.ts'

/** What may go wrong between Feldera and the recorder. */
export interface Trouble {
  /** Of a question: that it is not answered by a list. */
  readonly failureRate: number
  readonly listFailureRate: number
  readonly feedFailureRate: number
  /** The newest events of a feed may not be there yet. */
  readonly feedLateMs: number
  /** One answer of a life is a list that is not so; afterwards the source tells the truth. */
  readonly lieRate: number
  /** One list of a feed says what was not so, once in a life. */
  readonly feedLies: readonly FeedLieKind[]
  readonly hasList: boolean
  readonly hasFeed: boolean
}

/** Why an answer cannot be read. `stopped` and `unknown-pipeline` say something, and are never made up. */
const FAILURES: readonly UnobservableReason[] = [
  'network',
  'timeout',
  'malformed',
  'truncated',
  'not-json',
  'redirected',
  'server-error',
  'storage-error',
  'rate-limited',
  'unauthorized',
  'forbidden',
  'tenant-required',
  'request-refused',
  'too-large',
  'unsupported',
  'no-credentials',
  'pipeline-unavailable',
  'pipeline-unreachable',
]

export interface Glitches {
  readonly onCheckpoints: (name: string, said: Listing | UnobservableReason) => Listing | UnobservableReason
  readonly onList: (pipelines: readonly ListedPipeline[]) => readonly ListedPipeline[] | UnobservableReason
  readonly onFeed: (name: string, lists: readonly FeedList[]) => readonly FeedList[] | UnobservableReason
  /** When the lie was told, and as what. */
  readonly lie: () => Lie | undefined
  readonly feedLie: () => ToldFeedLie | undefined
}

export interface ToldFeedLie extends FeedLie {
  readonly name: string
  /** When it was told first. */
  readonly toldMs: number
  /** When it claims to have been noted. */
  readonly notedMs: number
}

export interface Lie {
  readonly atMs: number
  readonly name: string
  readonly told: Listing
}

// Often enough that most lives with a feed have one, seldom enough that it is not always in the first answer.
const FEED_LIE_RATE = 0.4

/** `apart`: draws the lies of the feed, so that nothing else depends on whether there are any. */
export function glitches(world: World, chance: Chance, trouble: Trouble, apart: Chance): Glitches {
  let lie: Lie | undefined
  let feedLie: ToldFeedLie | undefined

  function untrueFeed(name: string, lists: readonly FeedList[]): readonly FeedList[] {
    if (feedLie === undefined && trouble.feedLies.length > 0 && apart.happens(FEED_LIE_RATE)) {
      const made = feedLieIn(apart, lists, trouble.feedLies)
      if (made !== undefined) {
        feedLie = { ...made, name, toldMs: world.nowMs, notedMs: Date.parse(made.truth.recordedAt) }
        world.oldNotes.add(made.told)
        return withLie(lists, feedLie)
      }
    }
    return feedLie?.isNoted === true ? withLie(lists, feedLie) : lists
  }

  function untrue(name: string, said: Listing): Listing {
    if (lie !== undefined || !chance.happens(trouble.lieRate)) return said
    const pipeline = called(world, name)
    const told = chance.pick([
      () => [],
      () => chance.pick([...(pipeline?.earlier ?? []), said]),
      () => said.map((one) => ({ ...one, fingerprint: u64('14128757731148315000') })),
      // A host does not answer, and the combined list is the shorter by what it holds.
      () => pipeline?.hosts.slice(1).flatMap(({ catalog }) => catalog) ?? [],
    ])()
    lie = { atMs: world.nowMs, name, told }
    return told
  }

  return {
    lie: () => lie,
    feedLie: () => feedLie,
    onCheckpoints: (name, said) => {
      if (chance.happens(trouble.failureRate)) return chance.pick(FAILURES)
      return typeof said === 'string' ? said : untrue(name, said)
    },
    onList: (pipelines) => {
      if (!trouble.hasList) return 'unsupported'
      if (chance.happens(trouble.listFailureRate)) return chance.pick(FAILURES)
      return pipelines.map((pipeline) => {
        const { details, deploymentStatus, name } = pipeline
        if (details?.kind !== 'listed' || deploymentStatus !== 'Stopped') return pipeline
        return { ...pipeline, details: { kind: 'listed', checkpoints: untrue(name, details.checkpoints) } }
      })
    },
    onFeed: (name, lists) => {
      if (!trouble.hasFeed) return 'unsupported'
      if (chance.happens(trouble.feedFailureRate)) return chance.pick(FAILURES)
      if (trouble.feedLateMs === 0) return untrueFeed(name, lists)
      const untilMs = world.nowMs - chance.between(0, trouble.feedLateMs)
      const there = lists.filter(({ recordedAt }) => Date.parse(recordedAt) <= untilMs)
      return untrueFeed(name, there)
    },
  }
}

function withLie(lists: readonly FeedList[], { truth, told }: FeedLie): readonly FeedList[] {
  return lists.map((list) => (list === truth ? told : list))
}
