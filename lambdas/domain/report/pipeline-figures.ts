import { bornAt } from '../checkpoint.ts'
import { oldestFirst } from '../comparing/order.ts'
import { type Instant, laterOf, unixMs } from '../instant.ts'
import { isObject } from '../json-object.ts'
import { splitLedger } from '../ledger-name.ts'
import type { Policy } from '../policy.ts'
import { describePolicy } from '../policy-text.ts'
import type { Listed, State } from '../state.ts'
import { timesTo } from './alert-times.ts'
import { byteSum } from './byte-sum.ts'
import { COLUMNS, NESTED } from './columns.ts'
import { copiesFigures } from './copies-figures.ts'
import { together } from './intervals.ts'
import type { Looks } from './looks.ts'
import { earlierOf, type Period, percent, wholeSeconds } from './period.ts'
import type { Gathered } from './pipeline-fold.ts'

/** The policy of a pipeline at the end of a period. */
export interface InForce {
  /** Null where the configuration cannot be read: then nothing is known of it. */
  readonly policy: Policy | null
  /** Since when this very policy was in force, without a change. */
  readonly since: Instant | null
  /** SHA-256 of the configuration's bytes. */
  readonly configuration: string | null
  /** Whether the configuration names it; null where that is not known. */
  readonly watched: boolean | null
  /** Since when it does not. */
  readonly unwatchedAt: Instant | null
}

// What is listed of each kind; the counts beside the lists are whole.
const MOST = 100

/** One pipeline of the report. Flat members are the columns of its CSV: counts are numbers, 64-bit values decimal text. */
export type PipelineFigures = ReturnType<typeof pipelineFigures>

/** Reads back the text of one pipeline's figures: ours, of this run or of an earlier one. Throws where it is of another form. */
export function figuresIn(text: string): PipelineFigures {
  const value: unknown = JSON.parse(text)
  if (!isFigures(value)) throw new Error('it is no text of a pipeline’s figures')
  return value
}

export function isFigures(value: unknown): value is PipelineFigures {
  return isObject(value) && [...COLUMNS, ...NESTED].every((name) => Object.hasOwn(value, name))
}

/** What the period shows of a pipeline. Pure: the same entries, runs and configurations give the same. */
export function pipelineFigures(
  name: string,
  period: Period,
  gathered: Gathered,
  looks: Pick<Looks, 'lookedUntil' | 'of'>,
  inForce: InForce,
  /** Of the pipeline's store, at the end. */
  store: State | undefined,
) {
  const { at, kinds, alerts, births, last } = gathered
  const [source, short] = splitLedger(name)
  const count = (kind: string): number => kinds.get(kind) ?? 0
  const span = spanOf(name, period, gathered, looks, inForce)
  const spanMs = span.from === null || span.until === null ? 0 : unixMs(span.until) - unixMs(span.from)
  const listed = oldestFirst(at.listed)
  const listedBytes = byteSum(listed.map(({ size }) => size))
  const gap = births.longestGap()
  const staleAfterMs = inForce.policy?.staleAfterMs ?? null
  const lives = alerts.all()
  const critical = lives.filter(({ severity }) => severity === 'critical')
  const [acknowledging, resolving] = [timesTo('acknowledged_at', lives), timesTo('resolved_at', lives)]
  const fingerprints = gathered.fingerprints.uses(at, span.until ?? last?.entry.at ?? period.from)
  const holds = gathered.holds.all()
  const { drills, approvals, maintenance, exceptions } = gathered.said
  return {
    pipeline: name,
    source,
    name: short,
    pipeline_id: at.epoch,
    status: statusOf(gathered),
    watched: inForce.watched,
    recorded: count('checkpoint-recorded'),
    retired: count('checkpoint-retired'),
    missing: count('checkpoint-missing'),
    cleared: count('checkpoint-cleared'),
    reappeared: count('checkpoint-reappeared'),
    listed: listed.length,
    recorded_bytes: gathered.recordedBytes.bytes(),
    recorded_without_size: gathered.recordedBytes.without(),
    listed_bytes: listedBytes.bytes(),
    listed_without_size: listedBytes.without(),
    ...ends(listed),
    longest_gap_seconds: gap.seconds,
    longest_gap_from: gap.from,
    longest_gap_to: gap.to,
    recorded_without_time: births.untimed(),
    stale_after_seconds: staleAfterMs === null ? null : staleAfterMs / 1_000,
    within_objective:
      staleAfterMs === null || span.from === null || span.until === null
        ? null
        : births.withinObjective(span.from, span.until, staleAfterMs),
    observed_from: span.from,
    observed_until: span.until,
    coverage: percent(spanMs - gathered.uncoveredMs, spanMs),
    uncovered_seconds: wholeSeconds(gathered.uncoveredMs),
    unobservable_seconds: wholeSeconds(span.unobservable.ms),
    longest_unobserved_seconds: wholeSeconds(span.unobserved.longestMs),
    runs_not_seen: looks.of(name).runs,
    fingerprint_changes: count('fingerprint-changed'),
    metadata_changes: count('metadata-changed'),
    lineage_changes: count('lineage-changed'),
    fingerprint_count: fingerprints.length,
    alerts_raised: lives.length,
    alerts_critical: critical.length,
    alerts_open: at.alerts.length,
    alerts_open_critical: at.alerts.filter(({ severity }) => severity === 'critical').length,
    acknowledge_median_seconds: acknowledging.median,
    acknowledge_max_seconds: acknowledging.max,
    resolve_median_seconds: resolving.median,
    resolve_max_seconds: resolving.max,
    holds_placed: count('hold-placed'),
    holds_released: count('hold-released'),
    holds_broken: holds.filter(({ broken_at }) => broken_at !== null).length,
    holds_lasting: at.holds.length,
    drill_count: drills.length,
    approval_count: approvals.length,
    maintenance_count: maintenance.length,
    exception_count: exceptions.length,
    ...copiesFigures(store, period),
    policy_since: inForce.since,
    configuration: inForce.configuration,
    entry_count: gathered.entries,
    first_seq: gathered.first === undefined ? null : String(gathered.first.entry.seq),
    first_hash: gathered.first?.entry.hash ?? null,
    last_seq: last === undefined ? null : String(last.entry.seq),
    last_hash: last?.entry.hash ?? null,
    policy: inForce.policy === null ? null : describePolicy(inForce.policy),
    events: Object.fromEntries(kinds),
    fingerprints: fingerprints.slice(-MOST),
    critical_alerts: critical.slice(0, MOST),
    holds: holds.slice(0, MOST),
    drills: drills.slice(0, MOST),
    approvals: approvals.slice(0, MOST),
    maintenance: maintenance.slice(0, MOST),
    exceptions: exceptions.slice(0, MOST),
  }
}

export const REPORT_STATUSES = ['observed', 'unobservable', 'removed', 'nothing-recorded'] as const

function statusOf({ at, last }: Gathered): (typeof REPORT_STATUSES)[number] {
  if (last === undefined || (!at.observed && at.unobservable === null)) return 'nothing-recorded'
  if (at.removed) return 'removed'
  return at.unobservable === null ? 'observed' : 'unobservable'
}

/** The oldest and the newest listed, and when they were begun: where the UUID has no time, first seen. */
function ends(listed: readonly Listed[]) {
  const [oldest, newest] = [listed.at(0), listed.at(-1)]
  return {
    oldest: oldest?.uuid ?? null,
    oldest_at: oldest === undefined ? null : begunAt(oldest),
    newest: newest?.uuid ?? null,
    newest_at: newest === undefined ? null : begunAt(newest),
  }
}

function begunAt({ uuid, firstSeenAt }: Listed): Instant {
  return bornAt(uuid) ?? firstSeenAt
}

/** From the first to the last complete answer of the period, as far as entries and runs tell, and what lies between unseen. */
function spanOf(
  name: string,
  period: Period,
  { observedFrom, removedAt, outages, last }: Gathered,
  looks: Pick<Looks, 'lookedUntil' | 'of'>,
  { unwatchedAt }: InForce,
) {
  const recordedAt = last?.entry.at ?? period.from
  const looked = earlierOf(period.to, laterOf(looks.lookedUntil() ?? recordedAt, recordedAt))
  const { unseen } = looks.of(name)
  const open = outages.open()
  const still = unseen.find(({ until }) => until === null)?.since ?? null
  const until = [open, still, removedAt, unwatchedAt].reduce<Instant>(
    (earliest, one) => (one === null ? earliest : earlierOf(earliest, one)),
    looked,
  )
  const told = outages.all(looked)
  const missed = unseen.map((one) => ({
    since: one.since,
    until: one.until ?? looked,
    isStopped: one.isStopped,
  }))
  const unobservable = together(period, [...told, ...missed.filter(({ isStopped }) => !isStopped)])
  const unobserved = together(period, [...told, ...missed])
  const isSeen = observedFrom !== null && until >= observedFrom
  return { from: isSeen ? observedFrom : null, until: isSeen ? until : null, unobservable, unobserved }
}
