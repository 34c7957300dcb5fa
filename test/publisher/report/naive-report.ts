import type { Sealed } from '../../../lambdas/domain/sealing.ts'

/**
 * The figures of a pipeline the simple way: all entries in memory, one loop per figure, no state, no search, nothing shared with the product
 * but the entries' own texts.
 */
export function naiveFigures(entries: readonly Sealed[], from: string, to: string) {
  const bodies = entries.map(({ entry }) => JSON.parse(entry.body) as Body)
  const until = bodies.filter(({ at }) => at < to)
  const inside = until.filter(({ at }) => at >= from)
  const events = inside.flatMap((body) => body.events)
  const count = (kind: string) => events.filter((event) => event.kind === kind).length
  const listed = listedAfter(until)
  const recorded = events.filter(({ kind }) => kind === 'checkpoint-recorded')
  return {
    recorded: count('checkpoint-recorded'),
    retired: count('checkpoint-retired'),
    missing: count('checkpoint-missing'),
    cleared: count('checkpoint-cleared'),
    reappeared: count('checkpoint-reappeared'),
    listed: listed.size,
    recorded_bytes: sum(recorded.map(({ data }) => data['size'])),
    recorded_without_size: recorded.filter(({ data }) => data['size'] === null).length,
    listed_bytes: sum([...listed.values()]),
    listed_without_size: [...listed.values()].filter((size) => size === null).length,
    longest_gap_seconds: longestGap(until, from),
    uncovered_seconds: Math.floor(
      events
        .filter(({ kind }) => kind === 'coverage-gap')
        .reduce((total, { data }) => total + uncoveredMs(data, from, to), 0) / 1_000,
    ),
    alerts_raised: count('alert-raised'),
    alerts_critical: events.filter(
      ({ kind, data }) => kind === 'alert-raised' && data['severity'] === 'critical',
    ).length,
    alerts_open: openAlerts(until),
    holds_placed: count('hold-placed'),
    holds_released: count('hold-released'),
    fingerprint_changes: count('fingerprint-changed'),
    metadata_changes: count('metadata-changed'),
    lineage_changes: count('lineage-changed'),
    entry_count: inside.length,
    first_seq: inside[0]?.seq ?? null,
    last_seq: until.at(-1)?.seq ?? null,
  }
}

interface Body {
  readonly at: string
  readonly seq: string
  readonly events: readonly Event[]
}
interface Event {
  readonly kind: string
  readonly uuid?: string
  readonly data: { readonly [key: string]: unknown }
}

function listedAfter(bodies: readonly Body[]): ReadonlyMap<string, unknown> {
  const listed = new Map<string, unknown>()
  for (const { kind, uuid = '', data } of bodies.flatMap((body) => body.events)) {
    if (kind === 'checkpoint-recorded' || kind === 'checkpoint-reappeared') listed.set(uuid, data['size'])
    if (/^checkpoint-(retired|missing|cleared)$/.test(kind)) listed.delete(uuid)
    if (/^(metadata|fingerprint)-changed$/.test(kind) && listed.has(uuid))
      listed.set(uuid, (data['to'] as { size: unknown }).size)
  }
  return listed
}

function sum(sizes: readonly unknown[]): string {
  return String(
    sizes.reduce<bigint>((total, size) => (typeof size === 'string' ? total + BigInt(size) : total), 0n),
  )
}

const DAY_MS = 86_400_000

/** Between neighbours in time, of those begun after the newest that was recorded before the period, and that one. */
function longestGap(bodies: readonly Body[], from: string): number | null {
  const born = (uuid: string) => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
  const of = (some: readonly Body[], isEarly: boolean) =>
    some.flatMap(({ at, events }) =>
      events
        .filter(({ kind, uuid }) => kind === 'checkpoint-recorded' && uuid?.[14] === '7')
        .map(({ uuid = '' }) => born(uuid))
        // One from the far future, of a broken clock, is nobody's forerunner.
        .filter((ms) => !isEarly || ms <= Date.parse(at) + DAY_MS),
    )
  const early = of(
    bodies.filter(({ at }) => at < from),
    true,
  )
  const before = early.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...early)
  const now = of(
    bodies.filter(({ at }) => at >= from),
    false,
  ).filter((ms) => ms > before)
  const all = [...(early.length === 0 ? [] : [before]), ...now].toSorted((a, b) => a - b)
  const gaps = all.slice(1).map((ms, i) => ms - (all[i] ?? 0))
  return gaps.length === 0 ? null : Math.floor(Math.max(...gaps) / 1_000)
}

function uncoveredMs(data: Event['data'], from: string, to: string): number {
  const [since, until, whole] = [String(data['from']), String(data['to']), Number(data['seconds']) * 1_000]
  if (since >= from && until <= to) return whole
  const cut = Math.min(Date.parse(until), Date.parse(to)) - Math.max(Date.parse(since), Date.parse(from))
  return Math.min(whole, Math.max(0, cut))
}

function openAlerts(bodies: readonly Body[]): number {
  const open = new Set<unknown>()
  for (const { kind, data } of bodies.flatMap((body) => body.events)) {
    if (kind === 'alert-raised') open.add(data['alert'])
    if (kind === 'alert-resolved') open.delete(data['alert'])
  }
  return open.size
}
