import { type Citation, citing } from '../citation.ts'
import type { LedgerEvent } from '../event.ts'
import type { Glimpse } from '../glimpse.ts'
import type { Instant } from '../instant.ts'
import type { Policy } from '../policy.ts'
import type { Listed, State } from '../state.ts'
import { ended } from './compare.ts'
import type { Circumstances, Listing } from './finding.ts'
import { recordings } from './recordings.ts'
import { rotationIn } from './rotation.ts'

/** What is known when it is asked what became of them. */
export interface Known {
  readonly policy: Policy
  readonly firstSight: boolean
  readonly watchedSince: Instant
  /** What is listed now, as far as anything says. */
  readonly shown: Listing
  /** The answer that lacks it, `last` for the last one of this run; undefined: none does, and it may be there still. */
  readonly lackedIn: (glimpse: Glimpse) => Citation | 'last' | undefined
  /** The answers of this run before that one, newest first, that were had behind it: what was rotated out by then was not lost with the rest. */
  readonly before: (
    glimpse: Glimpse,
  ) => readonly { readonly list: Listing; readonly evidence: Citation | undefined }[]
  /** What had it is gone by the source's own word: it waits for nothing. */
  readonly isOver: boolean
}

/** What is recorded of them, and which may be listed still. */
export interface Settled {
  readonly events: readonly LedgerEvent[]
  readonly state: State
  readonly waiting: readonly Glimpse[]
}

/**
 * What only a list showed that no run goes by (the source's list of a pipeline that runs, an old one of a stopped pipeline, an answer of another
 * start) was there all the same: once an answer lacks it and rotation explains that, it is recorded with the bounds of its life. It is
 * never believed to be listed, raises no loss, and until then it waits: listed by the next answer it is recorded like any other.
 */
export function settledOf(
  glimpses: readonly Glimpse[],
  believed: State,
  known: Known,
  follow: (state: State, events: readonly LedgerEvent[]) => State,
): Settled {
  return glimpses.reduce<Settled>(
    (before, glimpse) => {
      const { events, state, waiting } = before
      const here = circumstancesOf(glimpse, known)
      const { checkpoint, at, evidence } = glimpse
      const unseen: Listed = { ...checkpoint, firstSeenAt: at, recordedSeq: 0 }
      const rotationBy = (list: Listing) => rotationIn(list, { ...state, listed: [unseen] }, here)(unseen)
      const isAll = known.policy.keepLast === 'all'
      const last = { list: known.shown, evidence: known.lackedIn(glimpse) }
      const by = [last, ...known.before(glimpse)].find(({ list, evidence }) => {
        if (evidence === undefined) return false
        const { newer, hasRotated } = rotationBy(list)
        return isAll ? evidence === 'last' && newer > 0 : hasRotated
      })
      if (!known.isOver && by === undefined) return { ...before, waiting: [...waiting, glimpse] }
      const { list, evidence: lackedIn } = by ?? last
      const recorded = recordings(state, [checkpoint], here).map(({ event }) => aside(event, evidence))
      const after = follow(state, recorded)
      const gone = after.listed.find(({ uuid }) => uuid === checkpoint.uuid)
      // Where every disappearance is a loss, this one is for two answers to show like any other.
      if (gone === undefined || (isAll && !known.isOver))
        return { events: [...events, ...recorded], state: after, waiting }
      const newer = list.length === 0 ? null : rotationBy(list).newer
      const retired = aside(ended('checkpoint-retired', gone, newer, here), lackedIn)
      return {
        events: [...events, ...recorded, retired],
        state: follow(after, [retired]),
        waiting,
      }
    },
    { events: [], state: believed, waiting: [] },
  )
}

function circumstancesOf({ at, making }: Glimpse, known: Known): Circumstances {
  const { policy, firstSight, watchedSince } = known
  return {
    policy,
    firstSight,
    watchedSince,
    making,
    seenAt: at,
    lastSeenAt: at,
    via: 'aside',
    acquaintances: new Map(),
    doubted: new Set(),
    retiredBy: null,
    runsSince: null,
  }
}

/** With where it was read, as the answers of this run do not tell. */
function aside(event: LedgerEvent, evidence: Citation | 'last' | undefined): LedgerEvent {
  const told = { ...event, data: { ...event.data, via: 'aside' } }
  return citing(told, evidence === 'last' ? undefined : evidence)
}
