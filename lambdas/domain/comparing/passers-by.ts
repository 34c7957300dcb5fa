import type { CheckpointMetadata } from '../checkpoint.ts'
import type { LedgerEvent } from '../event.ts'
import type { State } from '../state.ts'
import { changesOf, compare } from './compare.ts'
import type { Answers } from './credible.ts'
import { shownBefore } from './disputed.ts'
import { type Circumstances, isOfRecording } from './finding.ts'

/**
 * What only earlier answers showed: checkpoints that came and went while we confirmed, and changes of known ones that
 * rotated away before the last answer. Both are recorded all the same.
 */
export function passersBy(
  believed: State,
  answers: Answers,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  // Before a single answer, which nearly all polls have, nothing was shown.
  if (answers.length === 1) return []
  const passed = shownBefore(answers)
  const recorded =
    passed.length === 0
      ? []
      : compare(believed, passed, circumstances)
          .filter(isOfRecording)
          .map(({ event }) => event)
  const last = new Set(answers.at(-1)?.map(({ uuid }) => uuid))
  const vanished = believed.listed.filter(({ uuid }) => !last.has(uuid))
  return [...recorded, ...vanished.flatMap((known) => lastChange(known, answers, circumstances))]
}

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
