import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { Citation } from '../../domain/citation.ts'
import { isCleared, isStandby } from '../../domain/comparing/causes.ts'
import {
  isLeft,
  isStopped,
  lastingUntil,
  seenStopped,
  sinceAnswered,
} from '../../domain/comparing/stopped.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ListedPipeline, Standing } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import type { Asked } from '../source-client.ts'
import { type KeptList, standingOf } from '../source-lists.ts'
import { anotherIn } from './another.ts'
import type { Task } from './record-pipeline.ts'

/** One look at a pipeline: what its source's list says of it, and what it answered itself, or what that list shows of one that is stopped. */
export interface Sighting {
  readonly standing: Standing
  readonly asked: Asked
  /** Where the list is kept that this was read from; null where it was read from the pipeline's own answer. */
  readonly fromList: Promise<Citation | undefined> | null
  /** The list of its source that the look was through. */
  readonly list: Pick<KeptList, 'cited' | 'askedAt' | 'clockAheadMs'>
  /** When that was asked for from which it is read: it may be older than anything since. null: nothing was asked. */
  readonly askedAt: Instant | null
}

export interface SightPorts {
  readonly ask: () => Promise<Asked>
}

/**
 * Looks at the pipeline through this list; of one that is stopped the list is all that there is to see. `answered`: what the pipeline itself
 * has listed since the run began, if anything: the list may be older than that, too.
 */
export async function look(
  { ask }: SightPorts,
  task: Task,
  believed: State,
  list: KeptList,
  answered: readonly CheckpointMetadata[],
): Promise<Sighting> {
  const epoch = believed.epoch ?? task.row?.epoch ?? null
  const standing = standingOf(list, task.pipeline, epoch)
  // Of another pipeline of this name nothing was seen before.
  const its = anotherIn(believed, task, { standing, list }) === null ? believed.listed : []
  const { listed, lacked } = sinceAnswered(its, answered)
  const inList = ({ answers }: Pick<Asked, 'answers'>, pipeline: ListedPipeline): Sighting => {
    const known = {
      shownNewest: task.row?.shownNewest ?? null,
      open: [...(task.row?.open ?? []), ...lacked],
      lasting: lastingUntil(its, ranAt(task)),
    }
    const observation = seenStopped(pipeline, listed, known)
    const asked = { answers, observation }
    return { standing, asked, fromList: list.cited, list, askedAt: list.askedAt }
  }
  if (standing.kind === 'present' && isStopped(standing.pipeline))
    return inList({ answers: [] }, standing.pipeline)
  const asked = await ask()
  if (
    standing.kind === 'present' &&
    saysStopped(asked) &&
    isLeft(standing.pipeline, listed, [deployedBefore(believed, task), task.row?.answeredBy])
  )
    return inList(asked, standing.pipeline)
  return { standing, asked, fromList: null, list, askedAt: asked.answers.at(-1)?.requestedAt ?? null }
}

/** When it was last seen, if it ran then, or its source's list has said since that it runs on. */
function ranAt({ row }: Task): Instant | null {
  const { observedAt = null, stoppedAt = null, ranAt: saidAt } = row ?? {}
  if (saidAt !== undefined && (stoppedAt === null || stoppedAt < saidAt)) return saidAt
  return observedAt !== null && (stoppedAt === null || stoppedAt < observedAt) ? observedAt : null
}

/** The start that was last believed in. */
export function deployedBefore(believed: State, { row }: Task): string | null {
  return row?.deployment ?? believed.making?.deployment ?? null
}

function saysStopped({ observation }: Asked): boolean {
  return observation.kind === 'unobservable' && observation.reason === 'stopped'
}

/** The complete list of a look, or undefined. */
export function listedIn({ asked }: Sighting): readonly CheckpointMetadata[] | undefined {
  return asked.observation.kind === 'listed' ? asked.observation.checkpoints : undefined
}

/** The name is unknown to the source: it answers 404, and a list, where there is one, lacks it as well. */
export function isUnknown({ asked, standing }: Sighting): boolean {
  const { observation } = asked
  return (
    observation.kind === 'unobservable' &&
    observation.reason === 'unknown-pipeline' &&
    standing.kind !== 'present'
  )
}

/** The source says that storage holds nothing, and the answer agrees. */
export function clearedBy(sighting: Sighting): string | undefined {
  const { standing } = sighting
  const status = standing.kind === 'present' ? standing.pipeline.storageStatus : undefined
  return listedIn(sighting)?.length === 0 && isCleared(status) ? status : undefined
}

/** Whether the source says at a later look that storage of this same pipeline was cleared: a cause, and it may never be said again. */
export function isClearedSince(first: Sighting, later: Sighting): boolean {
  return isOfOnePipeline(first, later) && clearedBy(later) !== undefined
}

/** Whether the list names the same pipeline at both looks. */
export function isOfOnePipeline(first: Sighting, later: Sighting): boolean {
  if (first.standing.kind !== 'present' || later.standing.kind !== 'present') return false
  return first.standing.pipeline.id === later.standing.pipeline.id
}

/** Whether this same pipeline was stopped or started anew between two looks, and the later one shows what there was then. */
export function isBegunAnewSince(first: Sighting, later: Sighting): boolean {
  if (first.standing.kind !== 'present' || later.standing.kind !== 'present') return false
  const [a, b] = [first.standing.pipeline, later.standing.pipeline]
  const isOtherStart =
    a.deploymentId !== b.deploymentId || (first.fromList === null) !== (later.fromList === null)
  return a.id === b.id && isOtherStart && clearedBy(later) === undefined && !isStandby(later.standing)
}

/** Whether a later look was at another pipeline or another start, or at storage that is cleared: it confirms nothing, and is for the next run to tell. */
export function isOther(first: Sighting, later: Sighting): boolean {
  return later.standing.kind === 'present' && !isSameAs(first, later)
}

/** Whether a later look was at the same pipeline, the same start of it, and storage in use (DESIGN §5). */
export function isSameAs(first: Sighting, later: Sighting): boolean {
  if (first.standing.kind !== 'present') return true
  if (later.standing.kind !== 'present') return false
  const [a, b] = [first.standing.pipeline, later.standing.pipeline]
  return a.id === b.id && a.deploymentId === b.deploymentId && clearedBy(later) === undefined
}

/** Whether all looks were at one and the same start. One without a list is of the start that the lists before and behind it name. */
export function areAllOfOne(first: Sighting, sightings: readonly Sighting[]): boolean {
  return sightings.every(
    (look, i) =>
      isSameAs(first, look) ||
      (look.standing.kind === 'unknown' &&
        sightings.slice(i + 1).some((later) => later.standing.kind === 'present' && isSameAs(first, later))),
  )
}
