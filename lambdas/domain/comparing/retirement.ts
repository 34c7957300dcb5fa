import { bornAt, type Uuid } from '../checkpoint.ts'
import { earlierBy, type Instant, laterOf } from '../instant.ts'
import type { ListedThen } from '../overview.ts'
import type { Policy } from '../policy.ts'
import { deploymentIn, isProvisioning, type ListedPipeline, type Standing } from '../standing.ts'
import type { State } from '../state.ts'
import { isStandby } from './causes.ts'
import type { Circumstances, Listing } from './finding.ts'
import { hostsOf } from './hosts.ts'

/**
 * Whether the list was pulled from elsewhere: a start with fresh storage shows nothing of what was listed before, but one
 * checkpoint a host that was made before that start (FELDERA §2.4, `start_from_checkpoint`). More of them is a catalog that
 * was rolled back.
 */
export function isPulled(believed: State, seen: Listing, startedAt: Instant, hosts: number): boolean {
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  if (seen.some(({ uuid }) => known.has(uuid))) return false
  const older = begunBefore(seen, startedAt)
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
  const older = begunBefore(details.checkpoints, startedAt)
  return older.length > hosts || older.some(({ uuid }) => known.has(uuid))
}

function begunBefore(list: Listing, startedAt: Instant): Listing {
  return list.filter(({ uuid }) => (bornAt(uuid) ?? startedAt) < startedAt)
}

function startOf(standing: Standing, named: Uuid | null): Uuid | undefined {
  if (standing.kind === 'unknown') return named ?? undefined
  return deploymentIn(standing)
}

/** Whether any of it was there already before that start, though nobody believed it yet. */
function wasShown(before: readonly ListedThen[], seen: Listing, startedAt: Instant): boolean {
  return before.some(({ at, uuids }) => at <= startedAt && seen.some(({ uuid }) => uuids.includes(uuid)))
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
    listedBefore,
    listedSince,
    observedAt,
    settledAt,
    stoppedAt,
    wasStandby,
    toldUntil,
    clockAheadMs,
    policy,
  }: {
    readonly deployedBefore: string | null
    /** The start that the list last named: what it says when it is not had. */
    readonly named: Uuid | null
    /** A start of which the list has said that it pulled nothing. */
    readonly unpulled: Uuid | null
    /** What was believed before the feed was read: that tells of the end of what may be back behind it. */
    readonly listedBefore: State['listed']
    /** What was listed since the last answer of which all was believed. */
    readonly listedSince: readonly ListedThen[]
    readonly observedAt: Instant | null
    /** When all that is believed to be listed was: the last answer of which all was believed. */
    readonly settledAt: Instant | null
    /** When it was last seen not to run: what it had then no later start brought. */
    readonly stoppedAt: Instant | null
    readonly wasStandby: boolean
    /** Until when the feed tells of all that was since the last look; null: it does not. */
    readonly toldUntil: Instant | null
    /** By how much the source's clock is ahead of ours. */
    readonly clockAheadMs: number
    readonly policy: Policy
  },
): Circumstances['retiredBy'] {
  // Promoted, it shows at first what it pulled last.
  if (isStandby(standing) || wasStandby) return 'standby'
  if (standing.kind === 'present' && isProvisioning(standing.pipeline)) return null
  const deploymentId = startOf(standing, named)
  if (deploymentId === undefined || deploymentId === deployedBefore) return null
  const startedAt = bornAt(deploymentId)
  // Where none was ever named, it is another one if it began behind what was seen last.
  if (deployedBefore === null && (observedAt === null || startedAt === undefined || startedAt <= observedAt))
    return null
  // Only cleared storage is begun anew from elsewhere (FELDERA §2.4), and the feed would have told of that.
  if (startedAt === undefined || (toldUntil !== null && toldUntil >= startedAt)) return null
  const hosts = hostsOf(policy, believed.listed)
  if (deploymentId === unpulled || wasShown(listedSince, seen, startedAt)) return null
  if (standing.kind === 'present' && hasPulledNothing(believed, standing.pipeline, hosts)) return null
  // What a look behind that start has shown already, when the one before was still believed, is no sign against a pull; that it has gone is.
  const listed = new Set(seen.map(({ uuid }) => uuid))
  const startedHere = earlierBy(startedAt, clockAheadMs)
  const runsSince = stoppedAt === null ? startedHere : laterOf(startedHere, stoppedAt)
  if (listedBefore.some(({ uuid, firstSeenAt }) => firstSeenAt <= runsSince && listed.has(uuid))) return null
  const since = believed.listed.filter(({ firstSeenAt }) => firstSeenAt > runsSince)
  if (since.some(({ uuid }) => !listed.has(uuid))) return null
  const before = { ...believed, listed: believed.listed.filter((one) => !since.includes(one)) }
  // What that start's own answers listed it did not replace, though its list named the start only later.
  const settled = settledAt === null ? [] : [{ at: settledAt, uuids: before.listed.map(({ uuid }) => uuid) }]
  const own = [...settled, ...listedSince].filter(({ at }) => at > runsSince)
  if (before.listed.some(({ uuid }) => !listed.has(uuid) && own.some(({ uuids }) => uuids.includes(uuid))))
    return null
  return isPulled(before, seen, startedAt, hosts) ? 'pulled' : null
}
