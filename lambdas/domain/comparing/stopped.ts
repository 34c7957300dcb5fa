import { type CheckpointMetadata, metadataOf, type Uuid } from '../checkpoint.ts'
import { type Instant, unixMs } from '../instant.ts'
import type { Observation } from '../observation.ts'
import { isProvisioning, LIST_LAG_MS, type ListedPipeline, type Standing } from '../standing.ts'
import type { Listed } from '../state.ts'
import { isCleared } from './causes.ts'
import type { Listing } from './finding.ts'
import { isOfOneHost, isSibling } from './hosts.ts'
import { agreedOn, doubtedIn } from './open-suspicions.ts'
import { goneKey } from './suspicion.ts'

/** Statuses of a pipeline that runs no circuit: it makes no checkpoints (FELDERA §4.4). A word that we do not know may run. */
const NOT_RUNNING = new Set([
  'Stopped',
  'Provisioning',
  'Unavailable',
  'Coordination',
  'Standby',
  'AwaitingApproval',
  'Initializing',
  'Bootstrapping',
  'ConcurrentBootstrapping',
  'Synchronizing',
  'Replaying',
  'Paused',
  'Suspended',
  'Stopping',
])

export function isRunning({ deploymentStatus }: ListedPipeline): boolean {
  return deploymentStatus === undefined || !NOT_RUNNING.has(deploymentStatus)
}

/** Whether the list says that the very start that was seen before runs on. */
export function runsOn(standing: Standing, seen: Uuid | null): boolean {
  if (standing.kind !== 'present') return false
  const { deploymentStatus, deploymentId } = standing.pipeline
  return deploymentStatus === 'Running' && deploymentId !== undefined && deploymentId === seen
}

/** Whether the list says that the pipeline cannot be asked: then the list is all that there is to see. */
export function isStopped({ deploymentStatus }: ListedPipeline): boolean {
  return deploymentStatus === 'Stopped'
}

/**
 * Whether the list of a pipeline that says itself that it is stopped shows what one that stopped, or has not begun, left.
 * Of a start of which nothing was seen (`seen`: those that were) it may be what was pulled, unless something of it was listed before.
 */
export function isLeft(
  pipeline: ListedPipeline,
  believed: Listing,
  seen: readonly (string | null | undefined)[],
): boolean {
  if (isProvisioning(pipeline)) return true
  const { deploymentStatus, deploymentId, details } = pipeline
  if (isRunning(pipeline) || details?.kind !== 'listed') return false
  if (deploymentStatus === 'Stopping' && deploymentId !== undefined && seen.includes(deploymentId))
    return true
  const known = new Set(believed.map(({ uuid }) => uuid))
  return details.checkpoints.some(({ uuid }) => known.has(uuid))
}

/** Which of them were there so long before the pipeline was last seen to run that its source's list has shown them, had anybody asked. */
export function lastingUntil(listed: readonly Listed[], ranAt: Instant | null): ReadonlySet<Uuid> {
  if (ranAt === null) return new Set()
  const lasting = listed.filter(({ firstSeenAt }) => unixMs(ranAt) - unixMs(firstSeenAt) > LIST_LAG_MS)
  return new Set(lasting.map(({ uuid }) => uuid))
}

/** Once the pipeline itself has answered: what was new is listed as well, and what it lacked is open. */
export function sinceAnswered(
  believed: Listing,
  answered: Listing,
): { readonly listed: Listing; readonly lacked: readonly string[] } {
  if (answered.length === 0) return { listed: believed, lacked: [] }
  const known = new Set(believed.map(({ uuid }) => uuid))
  const shown = new Set(answered.map(({ uuid }) => uuid))
  return {
    listed: [...believed, ...answered.filter(({ uuid }) => !known.has(uuid))],
    lacked: believed.flatMap(({ uuid }) => (shown.has(uuid) ? [] : [goneKey(uuid)])),
  }
}

const UNSEEN: Observation = {
  kind: 'unobservable',
  reason: 'stopped',
  detail: 'the pipeline is stopped, and the source’s list says nothing of its checkpoints',
}

/**
 * A stopped pipeline, as its source's list shows it (CONTRACT §3). `shownNewest`: the newest one that the list has
 * ever shown of it.
 * While a pipeline runs the list lags up to 15 s behind it, and a pipeline that dies leaves the list as it was, for ever: what
 * lacks only the newest, and never had them, is an old list and no loss; unless the pipeline itself has lacked them already (`open`).
 */
export function seenStopped(
  pipeline: ListedPipeline,
  believed: Listing,
  {
    shownNewest,
    open,
    lasting,
  }: {
    readonly shownNewest: Uuid | null
    readonly open: readonly string[]
    /** Those that the list had the time to show: the pipeline ran on behind them for longer than the list lags. */
    readonly lasting: ReadonlySet<Uuid>
  },
): Observation {
  if (isCleared(pipeline.storageStatus)) return { kind: 'listed', checkpoints: [] }
  const { details } = pipeline
  if (pipeline.storageStatus !== 'InUse' || details === undefined) return UNSEEN
  if (details.kind === 'unobservable') return details
  const lacking = agreedOn(open)
  const listed = new Set(details.checkpoints.map(({ uuid }) => uuid))
  const gone = believed.filter(({ uuid }) => !listed.has(uuid))
  const newest = believed.find(({ uuid }) => uuid === shownNewest)
  // A list that has lost what it had shown is no older than that.
  const isNewestShown = newest !== undefined && listed.has(newest.uuid)
  // Of several hosts one may be shown to have made it while the others are not: their UUIDs have no order.
  const isBehind = (one: CheckpointMetadata, shown: CheckpointMetadata): boolean =>
    one.uuid > shown.uuid || (one.uuid !== shown.uuid && isSibling(one, shown))
  const untold = gone.filter(
    (one) =>
      !lacking.has(goneKey(one.uuid)) &&
      !lasting.has(one.uuid) &&
      (one.uuid > (shownNewest ?? '') || (isNewestShown && isBehind(one, newest))) &&
      details.checkpoints.every((shown) => isBehind(one, shown)),
  )
  // What it lacks besides was there at the last look, unless that was in doubt: then it is of since, and says of those what it says of all.
  const doubted = doubtedIn(open)
  const isOfSince =
    gone.some((one) => !untold.includes(one) && !doubted.has(one.uuid)) && isOfOneHost(believed, 1)
  if (untold.length === 0 || isOfSince) return details
  // It says what has gone before those; of them it says nothing, and they stay as they were seen.
  if (untold.length < gone.length)
    return { kind: 'listed', checkpoints: [...details.checkpoints, ...untold.map(metadataOf)] }
  return {
    kind: 'unobservable',
    reason: 'stopped',
    detail: 'the pipeline is stopped, and the source’s list of its checkpoints is older than what was seen',
  }
}
