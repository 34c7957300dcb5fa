import { splitLedger } from '../../domain/ledger-name.ts'
import { type OverviewRow, watchedRows } from '../../domain/overview.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { type Failure, failure } from '../failure.ts'
import { statusOf } from './pipelines.ts'
import type { QueryPorts } from './ports.ts'

/** A pipeline that is or was watched. */
export interface Pipeline {
  readonly ledger: string
  /** What the last run knew of it; undefined where no overview names it any more. */
  readonly row: OverviewRow | undefined
  /** Undefined where nothing was ever recorded: only empty lists, or nothing, was seen. */
  readonly head: Sealed | undefined
}

/** The pipeline that a name, with or without its source, stands for. */
export async function whichPipeline(
  { overviews, ledger }: QueryPorts,
  name: string,
  source: string | undefined,
): Promise<Pipeline | Failure> {
  const rows = watchedRows(await overviews.all())
  const named = rows.filter((row) => splitLedger(row.ledger)[1] === name)
  if (source === undefined) {
    // Those that are gone stand in nobody's way, as long as one is there.
    const there = named.filter((one) => statusOf(one) !== 'removed')
    const [row, ...others] = there.length > 0 ? there : named
    if (others.length > 0) {
      const sources = named.map((one) => splitLedger(one.ledger)[0]).toSorted()
      const message = `Several sources have a pipeline '${name}': say which with ?source=`
      return failure('AmbiguousPipelineName', message, { pipeline_name: name, sources })
    }
    if (row === undefined) return unknown(name)
    return { ledger: row.ledger, row, head: await ledger.head(row.ledger) }
  }
  const row = named.find((one) => one.ledger === `${source}/${name}`)
  const head = isNamed(source, name) ? await ledger.head(`${source}/${name}`) : undefined
  return row === undefined && head === undefined ? unknown(name) : { ledger: `${source}/${name}`, row, head }
}

// DynamoDB takes keys of 2,048 bytes; Feldera's names have 100 characters.
const MAX_NAME_BYTES = 1_000

/** Whether it can name a pipeline at all. The ledger of runs is none, whatever a request calls it. */
function isNamed(source: string, name: string): boolean {
  return source !== 'recorder' && Buffer.byteLength(`${source}/${name}`) <= MAX_NAME_BYTES
}

/** Word for word as Feldera says it (FELDERA §4.2). */
function unknown(name: string): Failure {
  return failure('UnknownPipelineName', `Unknown pipeline name '${name}'`, { pipeline_name: name })
}
