import { splitLedger } from '../../domain/ledger-name.ts'
import { type OverviewRow, watchedRows } from '../../domain/overview.ts'
import type { Sealed } from '../../ledger/ledger.ts'
import { type Failure, failure } from '../failure.ts'
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
    const [row, ...others] = named
    if (others.length > 0) {
      const sources = named.map((one) => splitLedger(one.ledger)[0]).toSorted()
      const message = `Several sources have a pipeline '${name}': say which with ?source=`
      return failure('AmbiguousPipelineName', message, { pipeline_name: name, sources })
    }
    if (row === undefined) return unknown(name)
    return { ledger: row.ledger, row, head: await ledger.head(row.ledger) }
  }
  const row = named.find((one) => one.ledger === `${source}/${name}`)
  // The ledger of runs is no pipeline, whatever a request calls it.
  const head = source === 'recorder' ? undefined : await ledger.head(`${source}/${name}`)
  return row === undefined && head === undefined ? unknown(name) : { ledger: `${source}/${name}`, row, head }
}

/** Word for word as Feldera says it (FELDERA §4.2). */
function unknown(name: string): Failure {
  return failure('UnknownPipelineName', `Unknown pipeline name '${name}'`, { pipeline_name: name })
}
