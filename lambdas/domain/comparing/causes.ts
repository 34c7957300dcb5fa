import { bornAt, type Uuid } from '../checkpoint.ts'
import type { CauseKind, LedgerEvent } from '../event.ts'
import { earlierBy, type Instant } from '../instant.ts'
import { severityOf } from '../policy.ts'
import type { Standing } from '../standing.ts'
import type { Listed, Making, State } from '../state.ts'
import { ended, lifeOf } from './compare.ts'
import type { Circumstances, Listing } from './finding.ts'
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
 * The same where the id becomes known for the first time: only one that is of after the last answer, by the clock of the source, and shows nothing that
 * is believed to be listed.
 */
export function creationIn(
  { epoch, listed }: State,
  standing: Standing,
  {
    seen,
    observedAt,
    clockAheadMs,
  }: {
    readonly seen: Listing
    readonly observedAt: Instant | null
    readonly clockAheadMs: number
  },
): Cause | null {
  if (epoch !== null || standing.kind !== 'present' || listed.length === 0) return null
  const { id, details } = standing.pipeline
  const bornThen = bornAt(id)
  if (bornThen === undefined || observedAt === null) return null
  const createdAt = earlierBy(bornThen, clockAheadMs)
  const shown = details?.kind === 'listed' ? [...seen, ...details.checkpoints] : seen
  const there = new Set(shown.map(({ uuid }) => uuid))
  const isAnother =
    createdAt > observedAt &&
    listed.every(({ uuid, firstSeenAt }) => firstSeenAt < createdAt && !there.has(uuid))
  return isAnother ? { kind: 'pipeline-recreated', to: id } : null
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

export function isStandby(standing: Standing): boolean {
  return standing.kind === 'present' && standing.pipeline.deploymentStatus === 'Standby'
}
