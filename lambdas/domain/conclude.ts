import type { CheckpointMetadata } from './checkpoint.ts'
import { changesOf, compare, ended, goneKey, newerIn } from './compare.ts'
import { type Answers, credibleOf, saysOf, suspicionsOf } from './credible.ts'
import { agreedLast, shownBefore } from './disputed.ts'
import type { LedgerEvent } from './event.ts'
import type { Circumstances, Finding } from './finding.ts'
import { hostsOf, isPartial } from './hosts.ts'
import type { State } from './state.ts'

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

/**
 * What only earlier answers showed: checkpoints that came and went while we confirmed, and changes of known ones that
 * rotated away before the last answer. Both are recorded all the same.
 */
export function passersBy(
  believed: State,
  answers: Answers,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  const recorded = compare(believed, shownBefore(answers), circumstances)
    .map(({ event }) => event)
    .filter(({ kind }) => RECORDING.has(kind))
  const last = new Set(answers.at(-1)?.map(({ uuid }) => uuid))
  const vanished = believed.listed.filter(({ uuid }) => !last.has(uuid))
  return [...recorded, ...vanished.flatMap((known) => lastChange(known, answers, circumstances))]
}

const RECORDING: ReadonlySet<LedgerEvent['kind']> = new Set([
  'checkpoint-recorded',
  'lineage-changed',
  'progress-regressed',
  'size-dropped',
])

/** At least two answers, and all that still listed it, agree on another value. */
function lastChange(
  known: CheckpointMetadata,
  answers: Answers,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  const versions = answers.flatMap((answer) => answer.filter(({ uuid }) => uuid === known.uuid))
  const [first, ...others] = versions
  if (first === undefined || others.length === 0) return []
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) return []
  return changesOf(known, first, circumstances.policy).map(({ event }) => event)
}

export interface Doubts {
  /** Whether as many answers were had as the policy asks for. */
  readonly confirmed: boolean
  /** What the previous run suspected and could not confirm. */
  readonly openBefore: ReadonlySet<string>
  /** What the feed's newest lists show to be lost. */
  readonly suspectedBefore: ReadonlySet<string>
}

/**
 * Every answer agrees, or the suspicion does not stand (CONTRACT §9): classified by the first answer that later ones do not
 * contradict, recorded with the last. What is not confirmed stands only where it was open before, too.
 */
export function conclude(scene: Scene, { confirmed, openBefore, suspectedBefore }: Doubts): Conclusion {
  const { believed, afterPassersBy, answers, circumstances } = scene
  const credible = credibleOf(believed, answers, circumstances)
  const { policy } = circumstances
  const isCatchingUp = isPartial(credible[0], hostsOf(policy, believed.listed, credible[0]))
  const openNow = stillOpen(openBefore, isCatchingUp)
  // What was open is a suspicion again, though newer ones were made since: it must not pass for rotation by waiting.
  const suspected = new Set([
    ...suspicionsOf(compare(believed, credible[0], circumstances)),
    ...openNow,
    ...suspectedBefore,
  ])
  const agreed = [...suspected].filter((key) => credible.every((answer) => saysOf(key, answer) === 'shows'))
  // A contradicted answer confirms only what it shows itself; otherwise at least two others must agree.
  const isConfirmed = (key: string): boolean =>
    confirmed &&
    !isCatchingUp &&
    (credible.length > 1 || answers.every((answer) => saysOf(key, answer) === 'shows'))
  const standing = new Set(agreed.filter((key) => isConfirmed(key) || openNow.has(key)))
  const known = new Set([...believed.listed.map(({ uuid }) => uuid), ...circumstances.acquaintances.keys()])
  const last = compare(
    afterPassersBy,
    agreedLast(answers, (uuid) => known.has(uuid)),
    circumstances,
  )
  const lossOf = lossesIn(scene, credible)
  const settled = last.map((finding) => settle(finding, suspected, standing, lossOf))
  const explained = new Set(last.flatMap(({ event }) => (isExplained(event) ? [keyOf(event)] : [])))
  const isSettled = settled.every((events) => events.length > 0)
  return {
    // What is held back might be young: age is judged by an answer of which all is believed.
    events: settled.flat().filter(({ kind }) => isSettled || kind !== 'checkpoints-stale'),
    settled: isSettled,
    open: agreed
      .filter((key) => !standing.has(key) && !explained.has(key))
      .map((key) => (isCatchingUp ? `${BEHIND}${key}` : key)),
  }
}

/** Ended by what its source said: no suspicion, whatever was suspected before it did. */
function isExplained({ kind, data }: LedgerEvent): boolean {
  return kind === 'checkpoint-retired' && data['cause'] !== undefined
}

function keyOf({ uuid }: LedgerEvent): string {
  return uuid === undefined ? '' : goneKey(uuid)
}

// Suspected while a host had not caught up. Where it has by the next run, that one judges anew: it may have been rotation.
const BEHIND = 'behind '

/** What the previous run suspected, and is a suspicion in this one whatever this one shows. */
function stillOpen(openBefore: ReadonlySet<string>, isCatchingUp: boolean): ReadonlySet<string> {
  return new Set(
    [...openBefore].flatMap((key) => {
      if (!key.startsWith(BEHIND)) return [key]
      return isCatchingUp ? [key.slice(BEHIND.length)] : []
    }),
  )
}

function settle(
  { event, suspicion }: Finding,
  suspected: ReadonlySet<string>,
  standing: ReadonlySet<string>,
  lossOf: (event: LedgerEvent) => LedgerEvent,
): readonly LedgerEvent[] {
  const isEnding = event.kind === 'checkpoint-retired' || event.kind === 'checkpoint-missing'
  const key = isEnding && event.uuid !== undefined ? goneKey(event.uuid) : suspicion
  if (key === undefined || isExplained(event)) return [event]
  if (standing.has(key)) return [isEnding ? lossOf(event) : event]
  // A retirement that the first answer did not doubt needs no confirmation; any other doubt waits for the next run.
  return suspicion === undefined && !suspected.has(key) ? [event] : []
}

/** Makes the event of a loss: classified by the first credible answer, with the values last seen. */
function lossesIn(
  { believed, afterPassersBy, circumstances }: Scene,
  credible: Answers,
): (event: LedgerEvent) => LedgerEvent {
  const newerThan = newerIn(credible[0], believed, circumstances)
  const listed = new Map(afterPassersBy.listed.map((known) => [known.uuid, known]))
  return ({ uuid }) => {
    const gone = uuid === undefined ? undefined : listed.get(uuid)
    if (gone === undefined) throw new Error(`${String(uuid)} ends without having been listed`)
    const told = ended('checkpoint-missing', gone, newerThan(gone), circumstances)
    return { ...told, data: { ...told.data, answers: String(credible.length) } }
  }
}
