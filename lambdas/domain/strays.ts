import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import { compare, ended, newerIn } from './compare.ts'
import type { LedgerEvent } from './event.ts'
import type { Circumstances } from './finding.ts'
import type { Instant } from './instant.ts'
import type { FeedList } from './standing.ts'
import type { Listed, State } from './state.ts'

/**
 * What an earlier part of the feed shows that the record lacks, because the feed could not be had when that part was due: each came
 * and went, and is recorded with the bounds of its life. How it ended cannot be judged any more against what has been recorded
 * since; it is told as retired. `known`: whether the record has it, or is about to.
 */
export function strays(
  lists: readonly FeedList[],
  believed: State,
  known: (uuid: Uuid) => boolean,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  const lives = new Map<Uuid, { readonly one: CheckpointMetadata; from: Instant; to: Instant }>()
  for (const { recordedAt, checkpoints } of lists) {
    for (const one of checkpoints ?? []) {
      if (known(one.uuid)) continue
      const life = lives.get(one.uuid)
      if (life === undefined) lives.set(one.uuid, { one, from: recordedAt, to: recordedAt })
      else life.to = recordedAt
    }
  }
  return [...lives.values()].flatMap(({ one, from, to }) => {
    const then: Circumstances = {
      ...circumstances,
      seenAt: from,
      lastSeenAt: to,
      via: 'events',
      making: null,
    }
    // Of what it says against those recorded since, only that it was there: it is history.
    const recording = compare(believed, [one], then).find(({ event }) => event.kind === 'checkpoint-recorded')
    if (recording === undefined) return []
    const gone: Listed = { ...one, firstSeenAt: from, recordedSeq: 0 }
    const newer = newerIn(believed.listed, believed, then)(gone)
    return [recording.event, ended('checkpoint-retired', gone, newer, then)]
  })
}
