import { logHead } from '../../archive/log/log-reader.ts'
import { type Answer, textAnswer } from '../answer.ts'
import { alertFamilies } from '../metrics/alert-metrics.ts'
import { CONTENT_TYPE, exposition } from '../metrics/exposition.ts'
import { pipelineFamilies } from '../metrics/pipeline-metrics.ts'
import { runFamilies } from '../metrics/run-metrics.ts'
import { pipelinesOf } from '../queries/pipelines.ts'
import type { QueryPorts } from '../queries/ports.ts'
import type { Asked } from './route.ts'

/**
 * `GET /metrics`, for Prometheus. Bounded: it reads the overviews, the newest run of each shard and at most 5,000 alerts, and shows at most
 * 20,000 pipelines, those with most alerts first.
 */
export async function metricsRoute(ports: QueryPorts, { query }: Asked): Promise<Answer> {
  const source = query.get('source')
  const [rows, runs, alerts, log] = await Promise.all([
    pipelinesOf(ports, { ...(source === undefined ? {} : { source }), sort: 'worst' }),
    runFamilies(ports),
    alertFamilies(ports.alerts),
    logHead(ports.archive, ports.origin),
  ])
  const text = exposition([
    {
      name: 'checkpoint_ledger_build_info',
      help: '1, with the version of this ledger',
      samples: [{ labels: { version: ports.version }, value: 1 }],
    },
    {
      name: 'checkpoint_ledger_log_entries',
      help: 'Entries in the newest signed state of the log',
      samples: [{ labels: { origin: log.origin }, value: Number(log.size) }],
    },
    ...runs,
    ...alerts,
    ...pipelineFamilies(rows),
  ])
  return textAnswer(text, { 'content-type': CONTENT_TYPE })
}
