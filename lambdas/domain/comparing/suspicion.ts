import { type CheckpointMetadata, parseUuid, type Uuid } from '../checkpoint.ts'
import { fieldsOf } from '../event-data.ts'
import type { Listing } from './finding.ts'

/** A suspicion is told by its key, which is the same in every answer that shows the same. Keys are made and read here alone. */

const GONE = 'gone '

/** That the checkpoint is listed no more. */
export function goneKey(uuid: Uuid): string {
  return `${GONE}${uuid}`
}

/** That a checkpoint has these values now, and had others. */
export function changedKey(to: CheckpointMetadata): string {
  return `${changesOf(to.uuid)}${JSON.stringify(fieldsOf(to))}`
}

function changesOf(uuid: Uuid): string {
  return `changed ${uuid} `
}

/** The checkpoint that is suspected to be gone; undefined for any other suspicion. */
export function suspectedGone(key: string): Uuid | undefined {
  return key.startsWith(GONE) ? parseUuid(key.slice(GONE.length)) : undefined
}

/**
 * What an answer says of a suspicion. Absence is shown by the UUID alone: a checkpoint made meanwhile must not turn a loss
 * into rotation. Of a changed value an answer that no longer lists the checkpoint says nothing.
 */
export function saysOf(key: string, answer: Listing): 'shows' | 'contradicts' | 'nothing' {
  const isGone = key.startsWith(GONE)
  const listed = answer.find(({ uuid }) => (isGone ? goneKey(uuid) === key : key.startsWith(changesOf(uuid))))
  if (isGone) return listed === undefined ? 'shows' : 'contradicts'
  if (listed === undefined) return 'nothing'
  return changedKey(listed) === key ? 'shows' : 'contradicts'
}
