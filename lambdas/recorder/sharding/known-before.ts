import { type Instant, instant } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import { type Overview, type OverviewRow, watchedRows } from '../../domain/overview.ts'
import { covers, type Share, sameShare } from '../../domain/share.ts'
import type { OverviewRead, Overviews } from '../../ledger/work/overviews.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { watching } from '../configuration/watch-list.ts'

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
  const isConfigured = configuredIn(scope.configuration)
  const isElsewhere = ({ ledger }: OverviewRow): boolean =>
    isConfigured(ledger) && !covers(scope.shares, ...splitLedger(ledger))
  const strange = (overview?.rows ?? []).filter(isElsewhere)
  const isAsBefore = sameShares(overview?.shares ?? null, scope.shares)
  if (isAsBefore && strange.length === 0) return { ...own, carried: [] }
  const all = await overviews.all()
  const newest = new Map(watchedRows(all).map((row) => [row.ledger, row]))
  // What nobody watches any more belongs to whoever had it, and what a shard that is no more has left to the first.
  const had = new Set(overview?.rows.map(({ ledger }) => ledger))
  const isOurs = (row: OverviewRow): boolean =>
    isConfigured(row.ledger) ? !isElsewhere(row) : scope.shard === '0' || had.has(row.ledger)
  return {
    ...own,
    overview: { ...adopted(scope, all, overview), rows: [...newest.values()].filter(isOurs) },
    carried: strange.filter((row) => (newest.get(row.ledger)?.askedAt ?? '') <= row.askedAt),
  }
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

/** Whether the configuration names the pipeline of a ledger. Asked for each row of every shard: it reads no list of names for each. */
function configuredIn({ sources }: Configuration): (ledger: string) => boolean {
  const bySource = new Map(sources.map((source) => [source.name, watching(source)]))
  return (ledger) => {
    const [source, name] = splitLedger(ledger)
    return bySource.get(source)?.(name) === true
  }
}

function sameShares(a: readonly Share[] | null, b: readonly Share[] | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((share) => b.some((other) => sameShare(share, other)))
}
