import { bornAt, type Uuid } from '../checkpoint.ts'
import type { CauseKind, LedgerEvent } from '../event.ts'
import { type Instant, laterOf } from '../instant.ts'
import { type Policy, severityOf } from '../policy.ts'
import { isProvisioning, type ListedPipeline, type Standing } from '../standing.ts'
import type { Listed, Making, State } from '../state.ts'
import { ended, lifeOf } from './compare.ts'
import type { Circumstances, Listing } from './finding.ts'
import { hostsOf } from './hosts.ts'
import { goneKey } from './suspicion.ts'

/** What the source itself says became of the pipeline or its storage. */
export type Cause =
  | { readonly kind: 'storage-cleared'; readonly storageStatus: string }
  | { readonly kind: 'pipeline-removed' }
  | { readonly kind: 'pipeline-recreated'; readonly to: Uuid }
  | { readonly kind: 'pipeline-renamed'; readonly to: string }

/** Whether the source says that there is nothing in storage, and why. */
export function isCleared(storageStatus: string | undefined): storageStatus is string {
  return storageStatus === 'Cleared' || storageStatus === 'Clearing'
}

/** Whether the source's list says that this is another pipeline of the same name, whatever it answers. */
export function recreationIn(epoch: string | null, standing: Standing): Cause | null {
  if (standing.kind !== 'present') return null
  const { id } = standing.pipeline
  // An id that becomes known for the first time is no re-creation.
  return epoch === null || epoch === id ? null : { kind: 'pipeline-recreated', to: id }
}

/**
 * What the other pipeline of this name made itself, while the source's list could not be had and nobody knew of it: made and first seen
 * after it was created. An id that claims to be from before our first look is of a clock that says nothing.
 */
export function madeBy(cause: Cause, { listed }: State, watchedSince: Instant): Listing {
  const createdAt = cause.kind === 'pipeline-recreated' ? bornAt(cause.to) : undefined
  if (createdAt === undefined || createdAt < watchedSince) return []
  return listed.filter(({ uuid, firstSeenAt }) => firstSeenAt > createdAt && (bornAt(uuid) ?? '') > createdAt)
}

/** Under what circumstances a cause is told; `lost`: what was shown to be lost before it (`shownTwice`). */
type Told = Pick<Circumstances, 'policy' | 'lastSeenAt' | 'via'> & { readonly lost: ReadonlySet<string> }

/** The cause, and the end of everything that was listed and is not `stillThere`: cleared, not missing. */
export function endedBy(
  cause: Cause,
  believed: State,
  stillThere: Listing,
  circumstances: Told,
): readonly LedgerEvent[] {
  const there = new Set(stillThere.map(({ uuid }) => uuid))
  const gone = believed.listed.filter(({ uuid }) => !there.has(uuid))
  const cleared = gone.filter(({ uuid }) => !circumstances.lost.has(goneKey(uuid)))
  const missing = gone.filter(({ uuid }) => circumstances.lost.has(goneKey(uuid)))
  return [
    ...missing.map((one) => ended('checkpoint-missing', one, null, { ...circumstances, retiredBy: null })),
    {
      kind: cause.kind,
      severity: severityOf(circumstances.policy, cause.kind),
      data: {
        ...membersOf(cause, believed),
        cleared: String(cleared.length),
        ...(circumstances.via === null ? {} : { via: circumstances.via }),
      },
    },
    ...cleared.map((gone) => clearedBy(cause.kind, gone, circumstances)),
  ]
}

function clearedBy(
  cause: CauseKind,
  gone: Listed,
  circumstances: Pick<Circumstances, 'policy' | 'lastSeenAt' | 'via'>,
): LedgerEvent {
  const kind = 'checkpoint-cleared'
  const data = { ...lifeOf(gone, circumstances), cause }
  return { kind, severity: severityOf(circumstances.policy, kind), uuid: gone.uuid, data }
}

function membersOf(cause: Cause, { epoch }: State): { readonly [key: string]: string | null } {
  switch (cause.kind) {
    case 'storage-cleared':
      return { storage_status: cause.storageStatus }
    case 'pipeline-removed':
      return { pipeline_id: epoch }
    case 'pipeline-recreated':
      return { from: epoch, to: cause.to }
    case 'pipeline-renamed':
      return { pipeline_id: epoch, to: cause.to }
    default:
      return cause satisfies never
  }
}

/** What the source's list says of start and versions; null where it was not had. */
export function makingOf(standing: Standing): Making | null {
  if (standing.kind !== 'present') return null
  const { programVersion, platformVersion, deploymentId } = standing.pipeline
  return {
    program: programVersion ?? null,
    platform: platformVersion ?? null,
    deployment: deploymentId ?? null,
  }
}

/**
 * Whether the list was pulled from elsewhere: a start with fresh storage shows nothing of what was listed before, but one
 * checkpoint a host that was made before that start (FELDERA §2.4, `start_from_checkpoint`). More of them is a catalog that
 * was rolled back.
 */
export function isPulled(believed: State, seen: Listing, startedAt: Instant, hosts: number): boolean {
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  if (seen.some(({ uuid }) => known.has(uuid))) return false
  const older = seen.filter(({ uuid }) => (bornAt(uuid) ?? startedAt) < startedAt)
  return older.length > 0 && older.length <= hosts
}

/**
 * Whether the source's list says of a start that storage was not cleared for it: then it pulled nothing (FELDERA §2.4). Clearing empties that list, so
 * what it shows before the start was in storage; and behind it, what was listed before, or more than a host pulls that is older.
 */
export function hasPulledNothing(
  { listed }: Pick<State, 'listed'>,
  pipeline: ListedPipeline,
  hosts: number,
): boolean {
  const { deploymentId, details } = pipeline
  const startedAt = deploymentId === undefined ? undefined : bornAt(deploymentId)
  if (startedAt === undefined || details?.kind !== 'listed') return false
  if (isProvisioning(pipeline)) return details.checkpoints.length > 0
  const known = new Set(listed.flatMap(({ uuid, firstSeenAt }) => (firstSeenAt > startedAt ? [] : [uuid])))
  const older = details.checkpoints.filter(({ uuid }) => (bornAt(uuid) ?? startedAt) < startedAt)
  return older.length > hosts || older.some(({ uuid }) => known.has(uuid))
}

export function isStandby(standing: Standing): boolean {
  return standing.kind === 'present' && standing.pipeline.deploymentStatus === 'Standby'
}

function startOf(standing: Standing, named: Uuid | null): Uuid | undefined {
  if (standing.kind === 'unknown') return named ?? undefined
  return standing.kind === 'present' ? standing.pipeline.deploymentId : undefined
}

/** Why what is gone from this list is retired whatever else is listed. */
export function retirementBy(
  believed: State,
  seen: Listing,
  standing: Standing,
  {
    deployedBefore,
    named,
    unpulled,
    stoppedAt,
    wasStandby,
    toldUntil,
    policy,
  }: {
    readonly deployedBefore: string | null
    /** The start that the list last named: what it says when it is not had. */
    readonly named: Uuid | null
    /** A start of which the list has said that it pulled nothing. */
    readonly unpulled: Uuid | null
    /** When it was last seen not to run: what it had then no later start brought. */
    readonly stoppedAt: Instant | null
    readonly wasStandby: boolean
    /** Until when the feed tells of all that was since the last look; null: it does not. */
    readonly toldUntil: Instant | null
    readonly policy: Policy
  },
): Circumstances['retiredBy'] {
  // Promoted, it shows at first what it pulled last.
  if (isStandby(standing) || wasStandby) return 'standby'
  if (standing.kind === 'present' && isProvisioning(standing.pipeline)) return null
  const deploymentId = startOf(standing, named)
  if (deploymentId === undefined || deployedBefore === null || deploymentId === deployedBefore) return null
  const hosts = hostsOf(policy, believed.listed)
  if (deploymentId === unpulled) return null
  if (standing.kind === 'present' && hasPulledNothing(believed, standing.pipeline, hosts)) return null
  const startedAt = bornAt(deploymentId)
  // Only cleared storage is begun anew from elsewhere (FELDERA §2.4), and the feed would have told of that.
  if (startedAt === undefined || (toldUntil !== null && toldUntil >= startedAt)) return null
  // What a look behind that start has shown already, when the one before was still believed, is no sign against a pull; that it has gone is.
  const listed = new Set(seen.map(({ uuid }) => uuid))
  const runsSince = stoppedAt === null ? startedAt : laterOf(startedAt, stoppedAt)
  const since = believed.listed.filter(({ firstSeenAt }) => firstSeenAt > runsSince)
  if (since.some(({ uuid }) => !listed.has(uuid))) return null
  const before = { ...believed, listed: believed.listed.filter((one) => !since.includes(one)) }
  return isPulled(before, seen, startedAt, hosts) ? 'pulled' : null
}
