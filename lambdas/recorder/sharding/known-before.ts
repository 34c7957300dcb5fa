import { type Instant, instant } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import { type Overview, type OverviewRow, watchedRows } from '../../domain/overview.ts'
import { covers, type Share, sameShare } from '../../domain/share.ts'
import type { OverviewRead, Overviews } from '../../ledger/overviews.ts'
import type { Configuration } from '../configuration.ts'
import { watchedPipelines } from '../watch-list.ts'

/** What the last runs knew of a shard's pipelines, whichever shard polled them then. */
export interface KnownBefore extends OverviewRead {
  /** Rows of pipelines that another shard polls now and has not seen yet: kept here until it has. */
  readonly carried: readonly OverviewRow[]
}

/** What a shard polls; `shares` null: everything. */
export interface ShardScope {
  readonly configuration: Configuration
  readonly shard: string
  readonly shares: readonly Share[] | null
}

/**
 * Reads the shard's own overview, where nobody has done so (`read`), and those of all others only where it polls something else
 * than last time: the rows of what is new to it are theirs.
 */
export async function knownBefore(
  overviews: Overviews,
  scope: ShardScope,
  read: OverviewRead | undefined,
): Promise<KnownBefore> {
  const own = read ?? (await overviews.read(scope.shard))
  const { overview } = own
  const strange = (overview?.rows ?? []).filter((row) => isElsewhere(scope, row))
  const isAsBefore = sameShares(overview?.shares ?? null, scope.shares)
  if (isAsBefore && strange.length === 0) return { ...own, carried: [] }
  const all = await overviews.all()
  const newest = new Map(watchedRows(all).map((row) => [row.ledger, row]))
  return {
    ...own,
    overview: { ...adopted(scope, all, overview), rows: rowsOf(scope, [...newest.values()], overview) },
    carried: strange.filter((row) => (newest.get(row.ledger)?.askedAt ?? '') <= row.askedAt),
  }
}

/** What nobody watches any more belongs to whoever had it, and what a shard that is no more has left to the first. */
function rowsOf(
  scope: ShardScope,
  newest: readonly OverviewRow[],
  own: Overview | undefined,
): readonly OverviewRow[] {
  const had = new Set(own?.rows.map(({ ledger }) => ledger))
  return newest.filter((row) =>
    isConfigured(scope.configuration, row)
      ? !isElsewhere(scope, row)
      : scope.shard === '0' || had.has(row.ledger),
  )
}

function adopted(
  { configuration, shard, shares }: ShardScope,
  all: readonly Overview[],
  own: Overview | undefined,
): Overview {
  const matchedOf = (source: string): readonly string[] => [
    ...new Set(all.flatMap(({ matched }) => matched[source] ?? [])),
  ]
  return {
    shard,
    finishedAt: own?.finishedAt ?? lastOf(all),
    rows: [],
    matched: Object.fromEntries(
      configuration.sources.map(({ name }) => [
        name,
        matchedOf(name).filter((pipeline) => covers(shares, name, pipeline)),
      ]),
    ),
    configuration: own?.configuration ?? null,
    ...(own?.tick === undefined ? {} : { tick: own.tick }),
  }
}

function lastOf(all: readonly Overview[]): Instant {
  return (
    all
      .map(({ finishedAt }) => finishedAt)
      .toSorted()
      .at(-1) ?? instant(0)
  )
}

function isElsewhere({ configuration, shares }: ShardScope, row: OverviewRow): boolean {
  return isConfigured(configuration, row) && !covers(shares, ...splitLedger(row.ledger))
}

function isConfigured({ sources }: Configuration, { ledger }: OverviewRow): boolean {
  const [source, name] = splitLedger(ledger)
  return sources.some((one) => one.name === source && watchedPipelines(one, [name], []).includes(name))
}

function sameShares(a: readonly Share[] | null, b: readonly Share[] | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((share) => b.some((other) => sameShare(share, other)))
}
