import type { Chance } from './chance.ts'
import { FEED_LIES } from './feed-lies.ts'
import type { Trouble } from './glitches.ts'
import type { Habits } from './world.ts'

/** What a life can be lived without, to see what comes of which. */
export const FEATURES = ['skew', 'hosts', 'pulls', 'standby', 'untimed', 'lies', 'feed'] as const
/** What a life has only where it is asked for: drawn apart, so that every other life stays what it was before there were these. */
export const ADDITIONS = ['feedEvery', 'feedEmptied', 'feedShortened', 'feedOld', 'feedMasked'] as const
export type Addition = (typeof ADDITIONS)[number]
export type Feature = (typeof FEATURES)[number]

/** What a seed makes of a life. */
export interface Settings {
  readonly without: ReadonlySet<Feature>
  /** Policy: how often the feed is read though nothing calls for it. */
  readonly feedEveryMs: number | null
  readonly periodMs: number
  readonly runs: number
  readonly confirmAfterMs: readonly number[]
  readonly recorders: number
  readonly pipelines: readonly PipelineSettings[]
  /** Names in the configuration, or one pattern. */
  readonly isPattern: boolean
  readonly operationMeanMs: number | null
  readonly badMeanMs: number | null
  readonly trouble: Trouble
}

export interface PipelineSettings extends Habits {
  readonly name: string
  readonly hosts: number
  /** Whether the configuration says how many hosts there are. */
  readonly hostsAreTold: boolean
}

const PERIODS_MS = [20_000, 60_000, 300_000, 3_600_000] as const
// A run an hour may see hundreds of checkpoints in the feed: fewer of them take as long.
const RUNS: { readonly [periodMs: number]: number } = { 20_000: 24, 60_000: 17, 300_000: 12, 3_600_000: 6 }
const CONFIRMATIONS = [[5_000, 30_000], [5_000, 30_000], [5_000], []]

/** `apart`: draws what is only there where it is asked for (`additions`). */
export function settingsOf(
  chance: Chance,
  without: ReadonlySet<Feature>,
  apart: Chance,
  additions: ReadonlySet<Addition>,
): Settings {
  const settings = usualOf(chance, without)
  const { hasFeed } = settings.trouble
  return {
    ...settings,
    feedEveryMs:
      hasFeed && additions.has('feedEvery') && apart.happens(0.7) ? apart.pick(FEED_EVERY_MS) : null,
    trouble: { ...settings.trouble, feedLies: FEED_LIES.filter((lie) => hasFeed && additions.has(lie)) },
  }
}

const FEED_EVERY_MS = [60_000, 60_000, 300_000, 900_000, 3_600_000] as const

function usualOf(chance: Chance, without: ReadonlySet<Feature>): Settings {
  const periodMs = chance.pick(PERIODS_MS)
  const hasList = chance.happens(0.85)
  const confirmAfterMs = chance.pick(CONFIRMATIONS)
  const isTroubled = chance.happens(0.6)
  const meanMs = Math.max(40_000, periodMs * 4)
  return {
    without,
    feedEveryMs: null,
    periodMs,
    runs: RUNS[periodMs] ?? 20,
    confirmAfterMs,
    recorders: chance.happens(0.1) ? 2 : 1,
    pipelines: Array.from({ length: chance.pick([1, 1, 2, 3]) }, (_, i) =>
      pipelineOf(chance, `p${i}`, periodMs, without),
    ),
    isPattern: hasList && chance.happens(0.4),
    // In some lives nothing happens at all, or nothing bad: not one alarm may come of those.
    operationMeanMs: chance.happens(0.8) ? meanMs * chance.between(0.7, 3) : null,
    badMeanMs: chance.happens(0.7) ? meanMs * chance.between(0.7, 3) : null,
    trouble: {
      failureRate: isTroubled ? chance.pick([0, 0.03, 0.15]) : 0,
      listFailureRate: isTroubled ? chance.pick([0, 0.03, 0.15]) : 0,
      feedFailureRate: isTroubled ? chance.pick([0, 0.1]) : 0,
      feedLateMs: isTroubled && chance.happens(0.2) ? 60_000 : 0,
      lieRate: isTroubled && chance.happens(0.5) && !without.has('lies') ? 0.05 : 0,
      feedLies: [],
      hasList,
      hasFeed: hasList && chance.happens(0.6) && !without.has('feed'),
    },
  }
}

function pipelineOf(
  chance: Chance,
  name: string,
  periodMs: number,
  without: ReadonlySet<Feature>,
): PipelineSettings {
  const hosts = chance.happens(0.2) && !without.has('hosts') ? chance.whole(2, 4) : 1
  return {
    name,
    hosts,
    hostsAreTold: chance.happens(0.5),
    // Few lives have more than 20 checkpoints between two runs: they take long, and say what others say.
    intervalMs: chance.scaled(chance.happens(0.03) ? 10_000 : Math.max(10_000, periodMs / 20), 300_000),
    // Hosts are told apart by the times in their UUIDs.
    isTimed: hosts > 1 || chance.happens(0.9) || without.has('untimed'),
    syncs: chance.happens(0.15),
    isUneven: chance.happens(0.4),
    collectsLate: chance.happens(0.3),
  }
}
