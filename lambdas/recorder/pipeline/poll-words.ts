import type { Uuid } from '../../domain/checkpoint.ts'
import { endedBy, isCleared } from '../../domain/comparing/causes.ts'
import { hostsOf } from '../../domain/comparing/hosts.ts'
import { hasPulledNothing } from '../../domain/comparing/retirement.ts'
import { isRunning } from '../../domain/comparing/stopped.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { areJoined, inOrder, type Sighted, sightsIn } from '../../domain/feed/gap.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import type { ListedThen } from '../../domain/overview.ts'
import type { Policy } from '../../domain/policy.ts'
import { deploymentIn, detailsIn, type Standing, UNKNOWN } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import type { FeedAsked } from '../source-client.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import { clearedBy, listedIn } from './sighting.ts'

/** What a poll that showed complete lists says besides them: of its feed, its storage and its moments. */
type Listed = Extract<Poll, { kind: 'listed' }>

// What a server does not have, or does not let us see, will not be there in the next run either.
const FOR_GOOD: readonly string[] = [
  'unsupported',
  'forbidden',
  'unauthorized',
  'unknown-pipeline',
  'not-json',
]

export function untracedFrom(task: Task, { feed }: FeedAsked): Instant | null {
  if (feed.kind === 'had' || FOR_GOOD.includes(feed.reason)) return null
  // At first contact all of its past.
  return task.row?.untracedFrom ?? task.row?.observedAt ?? instant(0)
}

/** What was listed when, up to now; where something is held back, now is for the next run to say. */
export function sightsOf(
  { sights, seen, seenIn, sightings, feed }: Listed,
  at: Instant,
  settled: boolean,
  policy: Policy,
): readonly Sighted[] {
  if (!settled || sights.length === 0) return sights
  const last = sightings.at(-1)
  const now = {
    at,
    list: seen.at(-1) ?? [],
    isCleared: last !== undefined && clearedBy(last) !== undefined,
  }
  if (areJoined(sights.at(-1)?.list ?? [], now.list, policy)) return [...sights, now]
  // The answers before the last one may join them: 35 s are long enough for all to rotate.
  const before = seen.slice(0, -1).map((list, i) => ({ at: sightings[seenIn[i] ?? 0]?.askedAt ?? at, list }))
  // So may what the feed had noted by then behind the first of them.
  const from = sightings[0]?.askedAt ?? at
  const all = feed?.feed.kind === 'had' ? feed.feed.lists : []
  const noted = sightsIn(all.filter(({ recordedAt }) => recordedAt >= from && recordedAt < at))
  return [...sights, ...inOrder([...before, ...noted]), now]
}

/**
 * What the source said at a look that was to confirm something else, or its feed noted behind the only look: storage was cleared, and all that
 * was not lost before ends by that. Neither may ever say it again.
 */
export function clearingIn(
  seen: Listed,
  state: State,
  told: Parameters<typeof endedBy>[3],
): readonly LedgerEvent[] {
  const look = seen.sightings[seen.clearedIn]
  const storageStatus = look === undefined ? clearedBehind(seen) : clearedBy(look)
  if (storageStatus === undefined || state.listed.length === 0) return []
  const via = look === undefined ? 'events' : told.via
  return endedBy({ kind: 'storage-cleared', storageStatus }, state, [], { ...told, via })
}

/** What the feed's newest list says of storage, where it was noted behind the only look of the run. */
function clearedBehind({ sightings, feed }: Listed): string | undefined {
  const [only, ...more] = sightings
  const last = feed?.feed.kind === 'had' ? feed.feed.lists.at(-1) : undefined
  if (only?.askedAt == null || more.length > 0 || last === undefined || last.recordedAt <= only.askedAt)
    return undefined
  return isCleared(last.storageStatus) ? last.storageStatus : undefined
}

/**
 * Whether a second answer was had that was surely of the same start as the first: the source's list says so, or it lists
 * something that the first one does.
 */
export function isShownTwice({ seen, seenIn, sightings }: Listed): boolean {
  const first = new Set(seen[0].map(({ uuid }) => uuid))
  return seen.some(
    (list, i) =>
      i > 0 &&
      (sightings[seenIn[i] ?? 0]?.standing.kind === sightings[0]?.standing.kind ||
        list.some(({ uuid }) => first.has(uuid))),
  )
}

/** When the last complete answer was asked for. What the feed notes behind it is the next run's to go through: nobody has seen what was then. */
export function answeredAt({ seenIn, sightings }: Listed): Instant | undefined {
  return sightings[seenIn.at(-1) ?? 0]?.askedAt ?? undefined
}

/** The start of which the last complete answer was, if the list named one. */
export function answeredBy({ sightings }: Poll): Uuid | undefined {
  const its = sightings.findLast((look) => look.fromList === null && listedIn(look) !== undefined)
  return its === undefined ? undefined : deploymentIn(its.standing)
}

/** Every complete list of the looks, of whatever start. */
export function listedThen({ sightings }: Poll): readonly ListedThen[] {
  return sightings.flatMap((look) => {
    const list = listedIn(look)
    if (list === undefined || look.askedAt === null) return []
    return [{ at: look.askedAt, uuids: list.map(({ uuid }) => uuid) }]
  })
}

/** The list of the last answer of which all was believed; undefined where there was none. */
export function settledThen({ row }: Task, { listed }: State): ListedThen | undefined {
  const at = row?.settledAt ?? null
  return at === null ? undefined : { at, uuids: listed.map(({ uuid }) => uuid) }
}

export function feedWord({ feed }: Poll): string {
  return feed === null || feed.feed.kind === 'had' ? 'had' : feed.feed.reason
}

/** What the source's list said at the last look. */
export function standingIn({ sightings }: Poll): Standing {
  return sightings.at(-1)?.standing ?? UNKNOWN
}

/** All that the source's list has shown of it at any look, and its feed, which is made of the same. */
export function shownIn({ sightings, feed }: Poll): readonly Uuid[] {
  const details = sightings.map(({ standing }) => detailsIn(standing) ?? [])
  const noted = feed?.feed.kind === 'had' ? feed.feed.lists.map(({ checkpoints }) => checkpoints ?? []) : []
  return [...new Set([...details, ...noted].flatMap((list) => list.map(({ uuid }) => uuid)))]
}

/** Another start than the one that was last seen, of which the source's list showed at some look that it pulled nothing. */
export function unpulledIn({ sightings }: Poll, believed: State, { row, policy }: Task): Uuid | undefined {
  const its = sightings.findLast(
    ({ standing }) =>
      standing.kind === 'present' &&
      standing.pipeline.deploymentId !== row?.deployment &&
      hasPulledNothing(believed, standing.pipeline, hostsOf(policy, believed.listed)),
  )
  return its === undefined ? undefined : deploymentIn(its.standing)
}

export function isUp(standing: Standing): boolean {
  return standing.kind !== 'present' || isRunning(standing.pipeline)
}
