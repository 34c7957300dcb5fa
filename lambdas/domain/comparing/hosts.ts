import { bornMs, type CheckpointMetadata, countsFewer, isTimed, type Uuid } from '../checkpoint.ts'
import type { Policy } from '../policy.ts'
import type { U64 } from '../u64.ts'
import type { Listing } from './finding.ts'

/**
 * How many hosts a pipeline has. Each host mints its own UUID for the same logical checkpoint, and no field names the host
 * (FELDERA §3): those that share `steps` and were begun together are one. It takes two such groups to tell several hosts
 * from one that made two checkpoints in a row; an idle pipeline has the same `steps` in all, but not begun together.
 */
export function hostsOf(policy: Policy, ...lists: readonly Listing[]): number {
  if (policy.hosts !== null) return policy.hosts
  const list = lists.flat()
  // One host that is not idle, which nearly all are, makes none that share their steps.
  if (!haveStepsInCommon(list)) return 1
  // Of an idle one two in a row look like two hosts' one: two such pairs count only where one list has both, as that of two hosts would.
  const shared = groupsOf(list).flatMap((group) => (group.length > 1 ? [group[0]?.steps] : []))
  const isIdle = shared.every((steps) => steps === shared[0])
  return isIdle ? Math.max(...lists.map(hostsIn)) : hostsIn(list)
}

function hostsIn(list: Listing): number {
  const sizes = groupsOf(list).map((group) => group.length)
  return alone(list) ?? sizes.toSorted((a, b) => b - a)[1] ?? 1
}

/** Where all that is listed is one logical checkpoint: three within less than an interval are more than one host makes. */
function alone(list: Listing): number | undefined {
  const uuids = new Set(list.map(({ uuid }) => uuid))
  const times = list.map(({ uuid }) => bornMs(uuid) ?? Number.POSITIVE_INFINITY)
  return uuids.size >= 3 && Math.max(...times) - Math.min(...times) < SHORTEST_MS ? uuids.size : undefined
}

function haveStepsInCommon(list: Listing): boolean {
  const first = new Map<CheckpointMetadata['steps'], Uuid>()
  return list.some(({ uuid, steps }) => {
    const known = first.get(steps)
    if (known === undefined) first.set(steps, uuid)
    return known !== undefined && known !== uuid
  })
}

// The shortest interval between checkpoints (FELDERA §2.3).
const SHORTEST_MS = 1_000
// No host begins another so soon: what was begun within this time is of one, even where the steps of one were altered.
const SOON_MS = SHORTEST_MS / 2

/** What was begun within this time may be of several hosts, who are told to begin together: usual are 60 s from one checkpoint to the next. */
export const TOGETHER_MS = 5_000

/** Whether two hosts may have made them for the same logical checkpoint. */
export function isSibling(a: CheckpointMetadata, b: CheckpointMetadata): boolean {
  // First what costs nothing: of 2,000 listed ones every pair is looked at.
  if (a.steps === null || a.steps !== b.steps) return false
  return areWithin(TOGETHER_MS, a.uuid, b.uuid)
}

/** Whether it is surely one host's list, and so oldest first: where some may be of one logical checkpoint its order says nothing. */
export function isOfOneHost(list: Listing, hosts: number): boolean {
  if (hosts > 1) return false
  // First what costs little: of 2,000 listed ones every pair would be looked at.
  return (
    !haveStepsInCommon(list) ||
    list.every((one, i) => list.slice(i + 1).every((other) => !isSibling(one, other)))
  )
}

/** The same, also where the steps of one were altered: no host begins another so soon. */
export function areOfOne(a: CheckpointMetadata, b: CheckpointMetadata): boolean {
  return isSibling(a, b) || areWithin(SOON_MS, a.uuid, b.uuid)
}

function areWithin(ms: number, a: Uuid, b: Uuid): boolean {
  // What has no time is near nothing.
  return Math.abs((bornMs(a) ?? Number.NaN) - (bornMs(b) ?? Number.NaN)) <= ms
}

/**
 * Which of them are of two logical checkpoints, though begun together with the same steps, as a pipeline without input makes them where it is
 * stopped right after one: there are more of them than hosts, and in the order of time each logical checkpoint has no more than those.
 */
export function apartIn(
  list: Listing,
  hosts: number,
): (a: CheckpointMetadata, b: CheckpointMetadata) => boolean {
  const places = new Map<Uuid, number>()
  const rows: CheckpointMetadata[][] = []
  for (const one of list.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))) {
    const row = rows.findLast(([first]) => first !== undefined && isSibling(first, one))
    if (row === undefined) rows.push([one])
    else if (row.every(({ uuid }) => uuid !== one.uuid)) row.push(one)
  }
  // Where there is no time between the last of one and the first of the next, there are more hosts than anybody has found out.
  const isParted = (row: Listing): boolean =>
    row.every(
      (one, i) => i === 0 || i % hosts > 0 || !areWithin(SOON_MS, row[i - 1]?.uuid ?? one.uuid, one.uuid),
    )
  for (const row of rows.filter((one) => one.length > hosts && isParted(one)))
    for (const [i, { uuid }] of row.entries()) places.set(uuid, Math.floor(i / hosts))
  return (a, b) => {
    const [its, other] = [places.get(a.uuid), places.get(b.uuid)]
    return its !== undefined && other !== undefined && its !== other && isSibling(a, b)
  }
}

/**
 * On how many hosts at most this one can have been rotated out: each of them lists so many that are later, one of each logical checkpoint.
 * Later are those that count more steps or were begun later: after a crash they may count fewer, and without input as many.
 */
export function rotatedOn(
  gone: CheckpointMetadata,
  list: Listing,
  keepLast: number,
  /** What was made since though nothing of it says so (clock-back.ts). */
  since: ReadonlySet<Uuid>,
  isApart: (a: CheckpointMetadata, b: CheckpointMetadata) => boolean = () => false,
): number {
  const later = list.filter(
    (one) =>
      (!areOfOne(one, gone) || isApart(one, gone)) &&
      (countsFewer(gone.steps, one.steps) || isBegunLater(one.uuid, gone.uuid) || since.has(one.uuid)),
  )
  const groups: { readonly first: CheckpointMetadata; size: number }[] = []
  for (const one of later.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))) {
    const its = groups.find(
      ({ first }) =>
        (areOfOne(first, one) && !isApart(first, one)) ||
        (first.steps === one.steps && !areTimed(first, one)),
    )
    if (its === undefined) groups.push({ first: one, size: 1 })
    else its.size += 1
  }
  let hosts = 0
  while (groups.reduce((sum, { size }) => sum + Math.min(size, hosts + 1), 0) >= keepLast * (hosts + 1))
    hosts += 1
  return hosts
}

function isBegunLater(a: Uuid, b: Uuid): boolean {
  return isTimed(a) && isTimed(b) && a > b
}

function areTimed(a: CheckpointMetadata, b: CheckpointMetadata): boolean {
  return isTimed(a.uuid) && isTimed(b.uuid)
}

/** The logical checkpoints: those that share `steps` and were all begun together. What has no time, or no steps, is in none. */
function groupsOf(list: Listing): readonly (readonly CheckpointMetadata[])[] {
  const born = [...new Map(list.map((one) => [one.uuid, one])).values()]
    .flatMap((one) => {
      const atMs = bornMs(one.uuid)
      return atMs === undefined || one.steps === null ? [] : [{ one, steps: one.steps, atMs }]
    })
    .toSorted((a, b) => a.atMs - b.atMs)
  const gaps = born.slice(1).map(({ atMs }, i) => atMs - (born[i]?.atMs ?? 0))
  const togetherMs = Math.min(TOGETHER_MS, Math.max(0, ...gaps) / 4)
  // Without input the steps stay the same: what was begun later is another one.
  const groups: { readonly steps: U64; readonly fromMs: number; readonly all: CheckpointMetadata[] }[] = []
  for (const { one, steps, atMs } of born) {
    const its = groups.find((group) => atMs - group.fromMs <= (group.steps === steps ? togetherMs : SOON_MS))
    if (its === undefined) groups.push({ steps, fromMs: atMs, all: [one] })
    else its.all.push(one)
  }
  return groups.map(({ all }) => all)
}

/**
 * Whether a host may be away: the newest logical checkpoint is not there on all of them, nor is any other. Where one is, they are all there.
 * By `steps`, which all hosts share, and not by time: their clocks may differ.
 */
export function isPartial(list: Listing, hosts: number): boolean {
  if (hosts === 1 || groupsOf(list).some((group) => group.length === hosts)) return false
  const groups = [...Map.groupBy(list, ({ steps }) => steps ?? '').values()]
  const newest = groups.toSorted((a, b) => byCount(a[0]?.steps ?? '', b[0]?.steps ?? '')).at(-1)
  return newest !== undefined && groups.length > 1 && newest.length % hosts !== 0
}

/**
 * Whether all hosts that have shown what is believed show it still, and none has shown since what it made along with them: then none was
 * behind. Nothing of it being listed any more says nothing.
 */
export function isNoneCaughtUp(believed: Listing, list: Listing): boolean {
  const known = new Map(believed.map((one) => [one.uuid, one]))
  const isListed = list.some(({ uuid }) => known.has(uuid))
  return (
    isListed && list.every((one) => known.has(one.uuid) || !believed.some((other) => isSibling(one, other)))
  )
}

function byCount(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
