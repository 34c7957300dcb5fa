import { canonicalJson, type Json } from '../canonical.ts'
import type { Instant } from '../instant.ts'
import type { LogHead } from '../telling/message.ts'
import type { AlertLife } from './alert-times.ts'
import type { RunFigures } from './run-figures.ts'
import type { Selection } from './selection.ts'
import type { Totals } from './totals.ts'

/** Whatever changes a figure of the same record changes this name: a signed-off hash is of one format. */
export const REPORT_FORMAT = 'checkpoint-ledger/report/1'

/** The runs of one shard, and where its ledger stands. */
export interface ShardFigures extends RunFigures {
  readonly entry_count: number
  readonly first_seq: string | null
  readonly first_hash: string | null
  readonly last_seq: string | null
  readonly last_hash: string | null
}

/** A configuration that a shard ran with in the period. */
export interface ConfigurationInForce {
  readonly shard: string
  readonly hash: string
  readonly since: Instant
  /** Null: it was in force at the end. */
  readonly until: Instant | null
  /** Whether its bytes are kept, and this version can read them. */
  readonly readable: boolean
}

/** A report that somebody signed off within the period. */
export interface SignOff {
  readonly at: Instant
  readonly actor: string
  readonly from: string
  readonly to: string
  readonly sha256: string
  readonly note: string | null
}

/** All of a report but its pipelines. */
export interface ReportHead {
  readonly format: typeof REPORT_FORMAT
  readonly from: Instant
  readonly to: Instant
  /** What is generated before this moment may still change: entries with earlier times may yet come. */
  readonly settled_at: Instant
  readonly generated_at: Instant
  readonly log: LogHead
  readonly selection: Selection
  readonly totals: Totals & {
    /** Removed, or no longer watched, before the period began: left out. */
    readonly pipelines_ended_before: number
    /** Runs whose entries could not name all that they did not see. */
    readonly runs_cut: number
    readonly runs_done: number
    readonly runs_failed: number
    readonly runs_missed: number | null
  }
  readonly sources: readonly (Totals & { readonly source: string })[]
  readonly runs: readonly ShardFigures[]
  readonly configurations: readonly ConfigurationInForce[]
  /** Alerts about a whole source, which stand in the recorder’s own ledgers. */
  readonly source_alerts: readonly AlertLife[]
  readonly sign_offs: readonly SignOff[]
}

/** What a signed-off hash does not cover: the moment of asking, and the log as it was then. */
const OF_THE_MOMENT: readonly string[] = ['generated_at', 'log']

/**
 * The canonical text (RFC 8785) of the report, piece by piece: however many pipelines there are, one at a time is in memory.
 * `pipelines`: their canonical texts, in the order of their names. `part` `signed`: what is hashed.
 */
export async function* reportText(
  head: ReportHead,
  pipelines: AsyncIterable<string> | Iterable<string>,
  part: 'whole' | 'signed',
): AsyncGenerator<string> {
  const members: { readonly [key: string]: Json } = { ...jsonOf(head), pipelines: null }
  const keys = Object.keys(members).filter((key) => part === 'whole' || !OF_THE_MOMENT.includes(key))
  let before = '{'
  for (const key of keys.toSorted()) {
    yield `${before}${JSON.stringify(key)}:`
    before = ','
    if (key !== 'pipelines') {
      yield canonicalJson(members[key] ?? null)
      continue
    }
    let between = '['
    for await (const text of pipelines) {
      yield `${between}${text}`
      between = ','
    }
    yield between === '[' ? '[]' : ']'
  }
  yield '}'
}

/** Interfaces have no index signature: member by member they are JSON. */
function jsonOf(head: ReportHead): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(head).map(([key, value]: [string, unknown]) => [key, asJson(value)]),
  )
}

function asJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asJson(member)]))
  throw new TypeError(`${typeof value} is no JSON`)
}

/** The canonical text of one pipeline's figures. */
export function pipelineText(figures: object): string {
  return canonicalJson(asJson(figures))
}
