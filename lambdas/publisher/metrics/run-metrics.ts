import { instantIn, textIn } from '../../domain/event-data.ts'
import { unixMs } from '../../domain/instant.ts'
import type { QueryPorts } from '../queries/ports.ts'
import { newestRuns } from '../queries/runs.ts'
import type { Family, Sample } from './exposition.ts'

const OUTCOMES = ['listed', 'unobservable', 'skipped'] as const

/** The newest run of every shard: one read of the ledger for each. */
export async function runFamilies(ports: QueryPorts): Promise<readonly Family[]> {
  const runs = (await newestRuns(ports)).map(({ shard, event }) => {
    const [begun, done] = [unixMs(instantIn(event, 'started_at')), unixMs(instantIn(event, 'finished_at'))]
    return { labels: { shard }, event, begun, done }
  })
  const each = (name: string, help: string, valueOf: (run: (typeof runs)[number]) => number): Family => ({
    name: `checkpoint_ledger_run_${name}`,
    help,
    samples: runs.map((run): Sample => ({ labels: run.labels, value: valueOf(run) })),
  })
  return [
    each('finished_timestamp_seconds', 'When the newest run was done, Unix time', ({ done }) => done / 1_000),
    each('duration_seconds', 'How long the newest run took', ({ begun, done }) => (done - begun) / 1_000),
    each('entries', 'Entries that the newest run recorded, its own included', ({ event }) =>
      Number(textIn(event, 'entries')),
    ),
    {
      name: 'checkpoint_ledger_run_pipelines',
      help: 'Pipelines of the newest run by outcome (listed, unobservable, skipped)',
      samples: runs.flatMap(({ labels, event }) =>
        OUTCOMES.map((outcome) => ({
          labels: { ...labels, outcome },
          value: Number(textIn(event, outcome)),
        })),
      ),
    },
  ]
}
