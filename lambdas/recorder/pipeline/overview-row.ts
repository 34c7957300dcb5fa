import { bornAt, type Uuid } from '../../domain/checkpoint.ts'
import { isStandby } from '../../domain/comparing/causes.ts'
import { newestOf } from '../../domain/comparing/order.ts'
import { runsOn } from '../../domain/comparing/stopped.ts'
import type { Glimpses } from '../../domain/glimpse.ts'
import { type Instant, unixMs } from '../../domain/instant.ts'
import { countFiring } from '../../domain/open-alerts.ts'
import type { ListedThen, OverviewRow } from '../../domain/overview.ts'
import { checkpointSeconds } from '../../domain/pace.ts'
import { deploymentIn, detailsIn, type Standing } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import type { Task } from './record-pipeline.ts'

/** What this run has learnt of the pipeline; what is absent stays as the previous run knew it. */
export interface Learnt extends Pick<OverviewRow, 'outcome' | 'unseen'> {
  readonly standing: Standing
  /** What the list said at the first look, with which the comparison began; where that was another start, it is the one that was seen. */
  readonly begunWith?: Standing
  /** What its source's list, or the feed that is made of it, has shown at any look of this run. */
  readonly shown?: readonly Uuid[]
  /** The start that answered itself last. */
  readonly answeredBy?: Uuid | undefined
  /** A start of which some look's list has shown that it pulled nothing. */
  readonly unpulled?: Uuid | undefined
  /** When the list was asked for by which it runs, though it was not seen. */
  readonly listedAt?: Instant | undefined
  /** When what a stop has left was read that lacks what it may never have shown. */
  readonly untold?: OverviewRow['untold']
  /** Some look of this run saw it as a standby. */
  readonly wasStandby?: boolean
  /** It was seen, and it does not run. */
  readonly isStopped: boolean
  readonly open?: readonly string[]
  readonly settled?: boolean
  /** Where the pipeline's feed was asked: from when on it could not be had, for now; null where it was, or never will be. */
  readonly untracedFrom?: Instant | null
  readonly isTraced?: boolean
  readonly isFeedAsked?: boolean
  /** When the first look was. */
  readonly lookedAt?: Instant
  /** Every complete list of this run's looks. */
  readonly listed?: readonly ListedThen[]
  /** What was listed before this run, when all of it was believed: what has ended since stands in no state any more. */
  readonly settledBefore?: ListedThen | undefined
  /** What lists showed beside what was gone by, for the next run. */
  readonly glimpses: Glimpses | undefined
  /** When the last complete answer was asked for. */
  readonly answeredAt?: Instant | undefined
}

/** What this run knows of the pipeline, carried on from what the previous one knew. */
export function rowOf(task: Task, state: State, askedAt: Instant, now: Learnt): OverviewRow {
  const before = task.row
  const observed = now.outcome === 'observed'
  const newest = newestOf(state.listed)
  const firstObservedAt = before?.firstObservedAt ?? (observed ? askedAt : null)
  const observedAt = observed ? (now.answeredAt ?? askedAt) : (before?.observedAt ?? null)
  const listedSince = listedSinceSettled(now, before?.listedSince ?? [], state)
  const deployment =
    (now.settled === true ? deploymentIn(now.begunWith ?? now.standing) : undefined) ??
    before?.deployment ??
    null
  const unpulled = now.unpulled ?? before?.unpulled
  const answeredBy = now.answeredBy ?? before?.answeredBy
  const ranAt = observed
    ? undefined
    : ((runsOn(now.standing, before?.deployment ?? null) ? now.listedAt : undefined) ?? before?.ranAt)
  const isFirstNamed = firstObservedAt === null && idIn(now.standing) !== undefined
  const namedSince = before?.namedSince ?? (isFirstNamed ? askedAt : undefined)
  return {
    // Seldom there: a null in every row would cost as much as it says.
    ...(listedSince.length === 0 ? {} : { listedSince }),
    ...(unpulled === undefined || unpulled === deployment ? {} : { unpulled }),
    ...(answeredBy === undefined || answeredBy === deployment ? {} : { answeredBy }),
    ...(ranAt === undefined ? {} : { ranAt }),
    ...(now.untold === undefined ? {} : { untold: now.untold }),
    ...(now.glimpses === undefined ? {} : { glimpses: now.glimpses }),
    ...(namedSince === undefined || state.epoch !== null ? {} : { namedSince }),
    ledger: task.ledger,
    epoch: (state.removed ? null : state.epoch) ?? idIn(now.standing) ?? epochBefore(now, state, before),
    askedAt,
    observedAt,
    settledAt: now.settled === true ? observedAt : (before?.settledAt ?? null),
    firstObservedAt,
    outcome: now.outcome,
    unseen: now.unseen,
    open: now.open ?? before?.open ?? [],
    listed: state.listed.length,
    alerts: state.alerts.length,
    firing: countFiring(state.alerts),
    newestAt: newest === undefined ? null : (bornAt(newest.uuid) ?? newest.firstSeenAt),
    policy: task.policy,
    deployment,
    // What the source's list says while the pipeline cannot be seen is remembered until it is: it may not be said again.
    wasStandby: observed
      ? (now.wasStandby ?? isStandby(now.standing))
      : before?.wasStandby === true || isStandby(now.standing),
    named: deploymentIn(now.standing) ?? before?.named ?? null,
    stoppedAt: now.isStopped ? askedAt : (before?.stoppedAt ?? null),
    shownNewest: shownNewest(now, state, before?.shownNewest ?? null),
    tracedAt: (now.isTraced === true ? now.lookedAt : undefined) ?? before?.tracedAt ?? null,
    feedAskedAt: (now.isFeedAsked === true ? now.lookedAt : undefined) ?? before?.feedAskedAt ?? null,
    lookedAt: now.lookedAt ?? before?.lookedAt ?? null,
    untracedFrom: now.untracedFrom === undefined ? (before?.untracedFrom ?? null) : now.untracedFrom,
    checkpointSeconds: checkpointSeconds(state.listed),
    coverage: coverageOf(state, firstObservedAt, observedAt),
  }
}

/** With a removed one its id is gone; what has its name since is seen, though nothing was recorded of it yet. */
function epochBefore({ outcome }: Learnt, { removed }: State, before: OverviewRow | undefined) {
  return removed && outcome !== 'observed' ? null : (before?.epoch ?? null)
}

function idIn(standing: Standing) {
  return standing.kind === 'present' ? standing.pipeline.id : undefined
}

/** What a list has shown it has shown, as long as it is believed to be listed: one that lacks it again is no old list. */
function shownNewest({ standing, shown }: Learnt, { listed }: State, before: Uuid | null): Uuid | null {
  const believed = new Set(listed.map(({ uuid }) => uuid))
  const lastShown = detailsIn(standing) ?? []
  let newest: Uuid | null = null
  const see = (uuid: Uuid): void => {
    if (newest === null || uuid > newest) newest = uuid
  }
  for (const { uuid } of lastShown) see(uuid)
  for (const uuid of shown ?? []) if (believed.has(uuid)) see(uuid)
  if (before !== null && believed.has(before)) see(before)
  return newest ?? before
}

/** The whole of each: what they share with one another and with later ones joins them. */
function listedSinceSettled(
  { settled, listed = [], settledBefore }: Learnt,
  before: readonly ListedThen[],
  state: State,
): readonly ListedThen[] {
  const recorded = new Set(state.listed.map(({ uuid }) => uuid))
  const isSettled = settled === true
  if (isSettled && listed.at(-1)?.uuids.every((uuid) => recorded.has(uuid)) !== false) return []
  if (isSettled) return listed
  const begun = settledBefore === undefined || listed.length === 0 ? [] : [settledBefore]
  return [...(before.length === 0 ? begun : before), ...listed]
}

function coverageOf(state: State, from: Instant | null, to: Instant | null): number | null {
  if (from === null || to === null) return null
  const seconds = (unixMs(to) - unixMs(from)) / 1_000
  if (seconds <= 0) return null
  const share = Math.min(1, Math.max(0, 1 - state.uncoveredSeconds / seconds))
  return Math.floor(share * 1_000) / 10
}
