import { bornAt, type Uuid } from './checkpoint.ts'
import type { Glimpses } from './glimpse.ts'
import type { Instant } from './instant.ts'
import type { UnobservableReason } from './observation.ts'
import type { Policy } from './policy.ts'
import type { Share } from './share.ts'
import type { Unseen } from './unseen.ts'

/** What came of the last look: `removed` at its source, or `unwatched` since the configuration names it no more. */
export type Outcome = 'observed' | 'removed' | 'unwatched' | UnobservableReason

/** What the last run knew of one pipeline. Losing it costs a wider bound in time, never a fact. */
export interface OverviewRow {
  /** `source/name`. */
  readonly ledger: string
  readonly epoch: string | null
  /** When it was last asked. */
  readonly askedAt: Instant
  /** Its last complete answer, or null where there was none yet. */
  readonly observedAt: Instant | null
  /** Its last complete answer of which nothing was held back as a suspicion: all that is believed to be listed was listed then. */
  readonly settledAt: Instant | null
  /** Its first complete answer. */
  readonly firstObservedAt: Instant | null
  /** When its source's list named it before that, until the ledger knows an id. */
  readonly namedSince?: Instant
  readonly outcome: Outcome
  readonly unseen: Unseen | null
  /** Suspicions that the last run could not confirm (`conclude`). */
  readonly open: readonly string[]
  readonly listed: number
  /** Not resolved. */
  readonly alerts: number
  /** Neither resolved nor acknowledged. */
  readonly firing: number
  /** When the newest listed checkpoint was begun, or, where its UUID has no time, first seen. */
  readonly newestAt: Instant | null
  readonly policy: Policy
  /** Its start when it was last seen, and all that was seen believed. */
  readonly deployment: Uuid | null
  /** The start that last answered itself, where that is another: not all of its answers was believed. */
  readonly answeredBy?: Uuid
  /** Its start when its source's list last named one, whether it was seen then or not. */
  readonly named?: Uuid | null
  /** It was a standby when it was last seen, or its source's list has said so since. */
  readonly wasStandby: boolean
  /** A start of which its source's list has shown that it pulled nothing, until that is the start that was seen. */
  readonly unpulled?: Uuid
  /** When its source's list last said that it runs on, since it was last seen and by the start that it had then. */
  readonly ranAt?: Instant
  /** When the list that a stop has left was first and last read, where it lacks what it may never have shown (`shownNewest`). */
  readonly untold?: { readonly from: Instant; readonly to: Instant }
  /** When it was last seen not running. */
  readonly stoppedAt: Instant | null
  /** The newest checkpoint that the source's own list has shown of it. */
  readonly shownNewest: Uuid | null
  /** When the pipeline's own feed was last had. */
  readonly tracedAt: Instant | null
  /** When the feed was last asked for, had or not. */
  readonly feedAskedAt?: Instant | null
  /** When the first look of its last complete answers was: what the feed noted since is still to be read. */
  readonly lookedAt: Instant | null
  /** What was listed when since its last answer of which all was believed, that before it, in order, where something was held back or is not recorded yet. */
  readonly listedSince?: readonly ListedThen[]
  /** What lists showed beside what the runs went by, where that is not settled. */
  readonly glimpses?: Glimpses
  /** From when on the feed was wanted and could not be had: it is asked for again. */
  readonly untracedFrom: Instant | null
  /** Seconds between its newest two checkpoints. */
  readonly checkpointSeconds: number | null
  /** Per cent of the time since the first look in which nothing can have come and gone unseen; one decimal. */
  readonly coverage: number | null
}

/** The whole of a list, as it was asked for then. */
export interface ListedThen {
  readonly at: Instant
  readonly uuids: readonly Uuid[]
}

/** One recorder shard's view of its pipelines, written at the end of each run. */
export interface Overview {
  readonly shard: string
  readonly finishedAt: Instant
  readonly rows: readonly OverviewRow[]
  /** Per source the names that its patterns last matched. */
  readonly matched: { readonly [source: string]: readonly string[] }
  /** SHA-256 of the configuration that the shard last ran with, once its bytes were kept. */
  readonly configuration: string | null
  /** What the shard polled; absent where it was everything. */
  readonly shares?: readonly Share[]
  /** The tick that it last ran for, where the ticks were handed out to shards. */
  readonly tick?: Instant
}

/** Two runs that overlapped: of each pipeline the row that was asked for later, and what the lists of either have shown. */
export function mergeOverviews(older: Overview, newer: Overview): Overview {
  const before = new Map(older.rows.map((row) => [row.ledger, row]))
  const rows = newer.rows.map((row) => {
    const other = before.get(row.ledger)
    if (other === undefined) return row
    return other.askedAt > row.askedAt ? withShown(other, row) : withShown(row, other)
  })
  const named = new Set(rows.map(({ ledger }) => ledger))
  const tick = [older.tick, newer.tick]
    .flatMap((one) => one ?? [])
    .toSorted()
    .at(-1)
  return {
    ...newer,
    ...(tick === undefined ? {} : { tick }),
    rows: [...rows, ...older.rows.filter(({ ledger }) => !named.has(ledger))],
  }
}

/** What a list has shown it has shown, whosever answers were discarded; said of the newest that is believed to be listed. */
function withShown(row: OverviewRow, { shownNewest }: OverviewRow): OverviewRow {
  const isNewest = shownNewest !== null && row.newestAt !== null && bornAt(shownNewest) === row.newestAt
  return isNewest ? { ...row, shownNewest } : row
}

/** Every watched pipeline once; one that moved to another shard as the later run saw it. */
export function watchedRows(overviews: readonly Overview[]): readonly OverviewRow[] {
  const rows = new Map<string, OverviewRow>()
  for (const row of overviews.flatMap((overview) => overview.rows)) {
    const other = rows.get(row.ledger)
    if (other === undefined || other.askedAt < row.askedAt) rows.set(row.ledger, row)
  }
  return [...rows.values()]
}
