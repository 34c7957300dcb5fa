import { type CheckpointMetadata, isTimed, type Uuid } from '../checkpoint.ts'

/** A checkpoint and when it was first recorded; Infinity: only just seen. */
export interface Ranked {
  readonly uuid: Uuid
  readonly recordedSeq: number
}

/**
 * Older before newer: by the time in the UUID where both carry one, by first sight otherwise.
 * Feldera's list is oldest first only for single hosts, so the order of the answer is not used.
 */
export function byAge(a: Ranked, b: Ranked): number {
  if (isTimed(a.uuid) && isTimed(b.uuid)) return a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0
  return a.recordedSeq === b.recordedSeq ? 0 : a.recordedSeq - b.recordedSeq
}

/** Oldest first. Lists that mix UUIDs with and without a time keep the order of recording. */
export function oldestFirst<T extends Ranked>(checkpoints: readonly T[]): readonly T[] {
  const timed = checkpoints.every(({ uuid }) => isTimed(uuid))
  return checkpoints.toSorted(timed ? byAge : (a, b) => finite(a.recordedSeq) - finite(b.recordedSeq))
}

export function newestOf<T extends Ranked>(checkpoints: readonly T[]): T | undefined {
  return oldestFirst(checkpoints).at(-1)
}

/** New ones in the order in which they are to be recorded. */
export function inOrderOfBirth(checkpoints: readonly CheckpointMetadata[]): readonly CheckpointMetadata[] {
  const timed = checkpoints.every(({ uuid }) => isTimed(uuid))
  return timed
    ? checkpoints.toSorted((a, b) => (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0))
    : checkpoints
}

function finite(seq: number): number {
  return Number.isFinite(seq) ? seq : Number.MAX_SAFE_INTEGER
}
