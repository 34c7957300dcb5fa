import { namedIn, type Reigns } from '../../audit/configurations.ts'
import { pipelineOf } from '../../domain/ledger-name.ts'
import type { Looks } from '../../domain/report/looks.ts'
import { isSelected, type Selection } from '../../domain/report/selection.ts'
import type { ReportPorts } from './ports.ts'

const RUNS = 'recorder/'

/** Every ledger that is known: by the log, which has taken an entry of it, and by the runs that have not been logged yet. */
export async function knownLedgers({ overviews, reports }: ReportPorts): Promise<{
  readonly pipelines: readonly string[]
  readonly shards: readonly string[]
}> {
  const [all, marks] = await Promise.all([overviews.all(), reports.watermarks()])
  const logged = [...marks.values()].flatMap((shard) => [...shard.keys()])
  const rows = all.flatMap(({ rows }) => rows.map(({ ledger }) => ledger))
  const shards = ['recorder/0', ...all.map(({ shard }) => `${RUNS}${shard}`)]
  const names = [...new Set([...logged, ...rows, ...shards])].toSorted()
  return {
    // That of a store is told of with its pipeline.
    pipelines: [...new Set(names.filter((name) => !name.startsWith(RUNS)).map(pipelineOf))],
    shards: names.filter((name) => name.startsWith(RUNS)),
  }
}

/**
 * The pipelines that a report may be about, by name: those with a ledger, those that the configuration in force names, and those that
 * some run did not see. Who is named and has no record is what an auditor asks for.
 */
export function candidates(
  known: readonly string[],
  reigns: readonly Reigns[],
  looks: Looks,
  selection: Selection,
): readonly string[] {
  const names = new Set([...known, ...namedIn(reigns), ...looks.unseenNames()])
  return [...names].filter((name) => isSelected(selection, name)).toSorted()
}
