import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import { compare, ended, goneKey, newerThan } from './compare.ts'
import type { LedgerEvent } from './event.ts'
import type { Circumstances, Finding } from './finding.ts'
import type { State } from './state.ts'

/** The complete answers of one poll: the first, and those asked to confirm it, in order. */
export type Answers = readonly [
  first: readonly CheckpointMetadata[],
  ...confirming: readonly (readonly CheckpointMetadata[])[],
]

export interface Conclusion {
  readonly events: readonly LedgerEvent[]
  /** Suspicions that no answer contradicted but that are not confirmed: told again to the next run. */
  readonly open: readonly string[]
}

export interface Scene {
  /** The head that was read before the first question was asked. */
  readonly believed: State
  /** The same after `passersBy` were recorded; `believed` itself where there were none. */
  readonly afterPassersBy: State
  readonly answers: Answers
  readonly circumstances: Circumstances
}

export function suspicionsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap(({ suspicion }) => (suspicion === undefined ? [] : [suspicion])))
}

/** Checkpoints that only earlier answers showed: they came and went while we confirmed, and are recorded all the same. */
export function passersBy(
  believed: State,
  answers: Answers,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  const last = new Set(answers.at(-1)?.map(({ uuid }) => uuid))
  const passed = new Map<Uuid, CheckpointMetadata>(
    answers.flat().flatMap((shown) => (last.has(shown.uuid) ? [] : [[shown.uuid, shown] as const])),
  )
  return compare(believed, [...passed.values()], circumstances)
    .map(({ event }) => event)
    .filter(({ kind }) => kind === 'checkpoint-recorded' || kind === 'lineage-changed')
}

/**
 * Every answer agrees, or the suspicion does not stand (CONTRACT §9): classified by the first answer, recorded with the last.
 * `confirmed`: whether as many answers were had as the policy asks for; otherwise only what was open before, too, stands.
 */
export function conclude(
  scene: Scene,
  { confirmed, openBefore }: { readonly confirmed: boolean; readonly openBefore: ReadonlySet<string> },
): Conclusion {
  const { believed, afterPassersBy, answers, circumstances } = scene
  const compared = answers.map((answer) => compare(believed, answer, circumstances))
  const suspected = suspicionsOf(compared[0] ?? [])
  const agreed = [...suspected].filter((key) =>
    answers.every((answer, i) => shows(key, answer, compared[i] ?? [])),
  )
  const standing = new Set(agreed.filter((key) => confirmed || openBefore.has(key)))
  const last = compare(afterPassersBy, answers.at(-1) ?? answers[0], circumstances)
  return {
    events: last.flatMap((finding) => settle(finding, suspected, standing, scene)),
    open: agreed.filter((key) => !standing.has(key)),
  }
}

/** Absence is agreed on by the UUID alone: a checkpoint made meanwhile must not turn a loss into rotation. */
function shows(key: string, answer: readonly CheckpointMetadata[], findings: readonly Finding[]): boolean {
  if (key.startsWith('gone ')) return answer.every(({ uuid }) => goneKey(uuid) !== key)
  return suspicionsOf(findings).has(key)
}

function settle(
  { event, suspicion }: Finding,
  suspected: ReadonlySet<string>,
  standing: ReadonlySet<string>,
  scene: Scene,
): readonly LedgerEvent[] {
  const isEnding = event.kind === 'checkpoint-retired' || event.kind === 'checkpoint-missing'
  const key = isEnding && event.uuid !== undefined ? goneKey(event.uuid) : suspicion
  if (key === undefined) return [event]
  if (standing.has(key)) return [isEnding ? missing(event, scene) : event]
  // A retirement that the first answer did not doubt needs no confirmation; any other doubt waits for the next run.
  return suspicion === undefined && !suspected.has(key) ? [event] : []
}

function missing(event: LedgerEvent, { believed, answers, circumstances }: Scene): LedgerEvent {
  const gone = believed.listed.find(({ uuid }) => uuid === event.uuid)
  if (gone === undefined) throw new Error(`${String(event.uuid)} ends without having been listed`)
  const newer = newerThan(gone, believed, answers[0], circumstances)
  const told = ended('checkpoint-missing', gone, newer, circumstances)
  return { ...told, data: { ...told.data, answers: String(answers.length) } }
}
