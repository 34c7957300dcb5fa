import { isStandby } from '../../domain/comparing/causes.ts'
import { conclude } from '../../domain/comparing/conclude.ts'
import { type Format, withFormat } from '../../domain/comparing/format-change.ts'
import { shownTwice } from '../../domain/comparing/open-suspicions.ts'
import { passersBy } from '../../domain/comparing/passers-by.ts'
import { coverageGap } from '../../domain/feed/gap.ts'
import { UNOBSERVABLE_REASONS } from '../../domain/observation.ts'
import { sealAll } from '../../domain/sealing.ts'
import { NOTHING_YET } from '../../domain/state.ts'
import { fits } from '../../ledger/item.ts'
import { mayBeAnother } from './another.ts'
import { asidesOf, glimpsesLeft } from './aside.ts'
import type { Cited } from './citing.ts'
import { type Drafted, draftOf, followed, type Sight } from './draft.ts'
import { draftedGone, draftedUnseen } from './draft-unseen.ts'
import { asFirstShown } from './first-shown.ts'
import { lackedByStop } from './lacked-by-stop.ts'
import { rowOf } from './overview-row.ts'
import type { Poll } from './poll.ts'
import {
  answeredAt,
  answeredBy,
  clearingIn,
  feedWord,
  isShownTwice,
  isUp,
  listedThen,
  settledThen,
  shownIn,
  sightsOf,
  standingIn,
  unpulledIn,
  untracedFrom,
} from './poll-words.ts'
import { untoldIn } from './untold.ts'

/** The entries that follow from a poll: none where nothing changed. `format`: fingerprints are only written otherwise (CONTRACT §3). Pure but for the hash. */
export function drafted(sight: Sight, seen: Poll, cited: Cited, format: Format | null = null): Drafted {
  if (seen.kind === 'gone') return draftedGone(sight, seen, cited)
  if (seen.kind === 'unobservable') return draftedUnseen(sight, seen, seen.observation, cited)
  const draft = listed(sight, seen, cited, format)
  if (draft.sealed.every(({ state }) => fits(state))) return draft
  // Never a truncated list: what cannot be kept whole was not observed.
  const reason = 'too-large'
  const { open: _open, ...unread } = { open: [], ...seen }
  return draftedUnseen(
    sight,
    { ...unread, prelude: [] },
    { kind: 'unobservable', reason, detail: UNOBSERVABLE_REASONS[reason] },
    cited,
  )
}

function listed(
  sight: Sight,
  seen: Extract<Poll, { kind: 'listed' }>,
  cited: Cited,
  format: Format | null,
): Drafted {
  const { task, head, seenAt } = sight
  const { seen: answers, circumstances, confirmed, prelude } = seen
  const before = head?.state ?? NOTHING_YET
  const asides = asidesOf(sight, seen, before, cited)
  const believed = followed(sight, seen, before, prelude)
  // What was shown aside was no answer to compare with: like what passed by it is there for the last one alone.
  const { early } = asides
  const late = asides.late(early.events.length === 0 ? believed : followed(sight, seen, early.state, prelude))
  const passed = asFirstShown(passersBy(late.state, answers, circumstances), seen)
  const afterPassersBy = followed(sight, seen, late.state, passed)
  // Who is not known to be the one that was seen confirms nothing of it.
  const openBefore = task.row?.open ?? []
  const isUnsure = mayBeAnother(believed, task, seen)
  const concluded = conclude(
    { believed, afterPassersBy, answers, circumstances },
    {
      confirmed: confirmed && !isUnsure,
      isTwice: isShownTwice(seen) && !isUnsure,
      openBefore: new Set(isUnsure ? [] : openBefore),
      suspectedBefore: new Set(seen.suspected),
      lackedByStop: lackedByStop(seen, believed, task),
      leftWith: seen.leftWith,
    },
  )
  const { settled } = concluded
  const found = asFirstShown(concluded.events, seen)
  const left = followed(sight, seen, afterPassersBy, found)
  const clearing = clearingIn(seen, left, { ...circumstances, lost: shownTwice(concluded.open) })
  const open = clearing.length > 0 ? [] : [...new Set([...(isUnsure ? openBefore : []), ...concluded.open])]
  const events = [...found, ...clearing]
  const gap = coverageGap(sightsOf(seen, seenAt, settled, task.policy), feedWord(seen), task.policy)
  const told = withFormat([...late.events, ...passed, ...events], format)
  const all = [...early.events, ...prelude, ...told, ...gap]
  const standing = standingIn(seen)
  const learnt = {
    outcome: 'observed' as const,
    unseen: null,
    open,
    settled,
    standing,
    begunWith: seen.sightings[0]?.standing ?? standing,
    // What it pulled and replaced while it was looked at is for the next run to retire.
    wasStandby: seen.sightings.some((one) => isStandby(one.standing)),
    shown: shownIn(seen),
    unpulled: unpulledIn(seen, before, task),
    isStopped: seen.sightings.at(-1)?.fromList !== null || !isUp(standing),
    isFeedAsked: seen.feed !== null,
    isTraced: seen.feed?.feed.kind === 'had',
    lookedAt: seen.sightings[0]?.askedAt ?? circumstances.seenAt,
    answeredAt: answeredAt(seen),
    answeredBy: answeredBy(seen),
    listed: listedThen(seen),
    untold: untoldIn(seen, before, task),
    settledBefore: settledThen(task, before),
    glimpses: glimpsesLeft(sight, early, late),
    ...(seen.feed === null ? {} : { untracedFrom: untracedFrom(task, seen.feed) }),
  }
  return {
    sealed: sealAll(head, draftOf(sight, seen, cited, all)),
    row: (state) => rowOf(task, state, seenAt, learnt),
  }
}
