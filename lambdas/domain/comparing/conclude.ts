import type { Uuid } from '../checkpoint.ts'
import type { LedgerEvent } from '../event.ts'
import type { State } from '../state.ts'
import { compare } from './compare.ts'
import { type Answers, credibleOf, suspicionsOf } from './credible.ts'
import { agreedLast, asShownOtherwise, otherwiseShown } from './disputed.ts'
import type { Circumstances, Listing } from './finding.ts'
import { hostsOf, isNoneCaughtUp, isPartial } from './hosts.ts'
import { doubtedIn, leftOpen, shownOtherwise, shownTwice, stillOpen } from './open-suspicions.ts'
import { raisedBetween, raisedLast } from './raised-last.ts'
import { isExplained, keyOf, lossesIn, settle } from './settling.ts'
import { changedKey, saysOf } from './suspicion.ts'
import { isAsBelieved } from './unchanged.ts'

export interface Conclusion {
  readonly events: readonly LedgerEvent[]
  /** Suspicions that no answer contradicted but that are not confirmed: told again to the next run. */
  readonly open: readonly string[]
  /** Nothing of the last answer was held back: all that is believed to be listed was listed in it. */
  readonly settled: boolean
}

export interface Scene {
  /** The head that was read before the first question was asked. */
  readonly believed: State
  /** The same after `passersBy` were recorded; `believed` itself where there were none. */
  readonly afterPassersBy: State
  readonly answers: Answers
  readonly circumstances: Circumstances
}

export interface Doubts {
  /** Whether as many answers were had as the policy asks for. */
  readonly confirmed: boolean
  /** Whether at least two of them were surely of one and the same start. */
  readonly isTwice: boolean
  /** What the previous run suspected and could not confirm. */
  readonly openBefore: ReadonlySet<string>
  /** What the feed's newest lists show to be lost. */
  readonly suspectedBefore: ReadonlySet<string>
  /** What a stop behind the first answer has left without. */
  readonly lackedByStop?: ReadonlySet<string> | undefined
  /** What another start, or a stop, behind the last answer had left. */
  readonly leftWith?: Listing | undefined
}

/**
 * Every answer agrees, or the suspicion does not stand (CONTRACT §9): classified by the first answer that later ones do not
 * contradict, recorded with the last. What is not confirmed stands only where it was open before, too.
 */
export function conclude(scene: Scene, doubts: Doubts): Conclusion {
  return isPlain(scene, doubts) ? NOTHING_NEW : concludeInFull(scene, doubts)
}

const NOTHING_NEW: Conclusion = { events: [], open: [], settled: true }

/** Nearly every poll: one answer that shows nothing new, and nothing that was open or told otherwise. */
function isPlain({ believed, afterPassersBy, answers, circumstances }: Scene, doubts: Doubts): boolean {
  return (
    answers.length === 1 &&
    afterPassersBy === believed &&
    doubts.openBefore.size === 0 &&
    doubts.suspectedBefore.size === 0 &&
    doubts.leftWith === undefined &&
    isAsBelieved(believed.listed, answers[0]) &&
    compare(believed, answers[0], circumstances).length === 0
  )
}

/** As `conclude`, by all rules whatever was shown: that both say the same is tested. */
export function concludeInFull(
  scene: Scene,
  { confirmed, isTwice, openBefore, suspectedBefore, lackedByStop, leftWith }: Doubts,
): Conclusion {
  const { believed, afterPassersBy, answers } = scene
  const credible = credibleOf(believed, answers, scene.circumstances)
  const early = lackedEarly(scene, credible)
  const circumstances = doubting(scene.circumstances, [...early, ...suspectedBefore])
  const { policy } = circumstances
  const isCatchingUp = isPartial(credible[0], hostsOf(policy, believed.listed, credible[0]))
  const first = compare(believed, credible[0], circumstances)
  // Where none was away after all, what lacked a host's newest was as good an answer as any.
  const isNoneAway = isNoneCaughtUp(believed.listed, credible[0])
  const between = raisedBetween({ ...scene, circumstances })
  // Gone from all of them, it needs no answer that is credible in everything else.
  const throughout = between.filter((key) => answers.every((answer) => saysOf(key, answer) === 'shows'))
  const raised = new Set([...suspicionsOf(first), ...(isNoneAway ? early : []), ...throughout])
  const openNow = stillOpen(
    openBefore,
    isCatchingUp || isNoneAway,
    new Set([...raised, ...raisedAtOnce(scene)]),
  )
  // What was open is a suspicion again, though newer ones were made since: it must not pass for rotation by waiting.
  const doubts = new Set([...raised, ...openNow, ...suspectedBefore])
  const agreed = [...doubts].filter((key) => credible.every((answer) => saysOf(key, answer) === 'shows'))
  const suspected = new Set([...doubts, ...between])
  const told = new Set([...agreed, ...between])
  // A contradicted answer confirms only what it shows itself; otherwise at least two others must agree.
  const isConfirmed = (key: string): boolean =>
    confirmed &&
    !isCatchingUp &&
    (credible.length > 1 || answers.every((answer) => saysOf(key, answer) === 'shows'))
  const standing = new Set(agreed.filter((key) => isConfirmed(key) || openNow.has(key)))
  const known = new Set([...believed.listed.map(({ uuid }) => uuid), ...circumstances.acquaintances.keys()])
  const isKnown = (uuid: Uuid): boolean => known.has(uuid)
  const lastList = agreedLast(answers, isKnown)
  // What stands was lost before whatever the last answer lacks besides.
  const after = doubting(circumstances, standing)
  // Of a single answer, which nearly all polls are, the last is the first.
  const isFirst = afterPassersBy === believed && after === circumstances && isSameList(lastList, credible[0])
  const last = isFirst ? first : compare(afterPassersBy, lastList, { ...after, answers })
  const lossOf = lossesIn({ ...scene, circumstances }, credible)
  const twice = shownTwice(openBefore)
  const otherwise = shownOtherwise(openBefore)
  const settled = last.map((finding) =>
    settle(asShownOtherwise(finding, otherwise), { suspected, standing, twice }, lossOf),
  )
  const explained = new Set(last.flatMap(({ event }) => (isExplained(event) ? [keyOf(event)] : [])))
  const isSettled = settled.every((events) => events.length > 0)
  return {
    // What is held back might be young: age is judged by an answer of which all is believed.
    events: settled.flat().filter(({ kind }) => isSettled || kind !== 'checkpoints-stale'),
    settled: isSettled,
    open: leftOpen({
      agreed: agreed.filter((key) => !standing.has(key) && !explained.has(key) && !isBack(key, leftWith)),
      twice: new Set([
        ...suspectedBefore,
        ...(lackedByStop ?? []),
        ...(isTwice ? agreed.filter((key) => credible.length > 1 || isLackedTwice(key, scene)) : []),
      ]),
      isCatchingUp,
      // What every answer lacked, confirmed or not, was gone before what only another start or a stop has left without.
      last: [
        ...between.flatMap((key) => (agreed.includes(key) ? [] : [{ key, isAgreed: true }])),
        ...raisedLast({ ...scene, circumstances: doubting(after, agreed) }, lastList, last, leftWith).filter(
          ({ key }) => !told.has(key),
        ),
      ],
      shown: [
        ...otherwiseShown(answers, isKnown).map(changedKey),
        ...agreed.filter((key) => otherwise.has(key) && !standing.has(key)),
      ],
    }),
  }
}

/** What the very first answer raises, though one behind it is believed instead: an empty one, behind an empty one of the run before, is not alone. */
function raisedAtOnce({ believed, answers, circumstances }: Scene): ReadonlySet<string> {
  const [first] = answers
  if (first.length > 0 || hostsOf(circumstances.policy, believed.listed, first) > 1) return new Set()
  return suspicionsOf(compare(believed, first, circumstances))
}

/** Lacked by the one answer that is believed with too few newer ones, and by another: of several hosts one may have been away. */
function isLackedTwice(key: string, { believed, answers, circumstances }: Scene): boolean {
  const isOne = answers.every((list) => hostsOf(circumstances.policy, believed.listed, list) === 1)
  return isOne && answers.filter((answer) => saysOf(key, answer) === 'shows').length > 1
}

/** Listed again by another start behind the last answer: whoever lacks it then judges anew. */
function isBack(key: string, leftWith: Listing | undefined): boolean {
  return leftWith !== undefined && saysOf(key, leftWith) === 'contradicts'
}

function isSameList(a: Listing, b: Listing): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}

/** What is suspected of these was gone before whatever else is. */
function doubting(circumstances: Circumstances, suspicions: Iterable<string>): Circumstances {
  const doubted = doubtedIn(suspicions)
  if (doubted.size === 0) return circumstances
  return { ...circumstances, doubted: new Set([...circumstances.doubted, ...doubted]) }
}

/** What was gone already from the answers in which a host may have been away, and is gone from all others. */
function lackedEarly({ believed, answers, circumstances }: Scene, credible: Answers): readonly string[] {
  const { policy } = circumstances
  return answers
    .slice(0, answers.length - credible.length)
    .filter((answer) => isPartial(answer, hostsOf(policy, believed.listed, answer)))
    .flatMap((answer) => [...suspicionsOf(compare(believed, answer, circumstances))])
    .filter((key) => credible.every((answer) => saysOf(key, answer) === 'shows'))
}
