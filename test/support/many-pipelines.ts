import { startHttpServer } from '../../infra/local/http-server.ts'
import { createLocalPage } from '../../infra/local/local-page.ts'
import type { OverviewRow } from '../../lambdas/domain/overview.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import { publishing, rowAt } from './asking.ts'
import { at, T0 } from './listings.ts'

const REASONS = ['timeout', 'network', 'server-error', 'pipeline-unreachable'] as const
const STALE_AFTER_MS = 600_000

/** As many pipelines as are wanted, with names of 30 characters and every state among them. */
export function manyRows(count: number): readonly OverviewRow[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `customer-${String(i).padStart(6, '0')}-orders-prod-${i % 10}`.padEnd(30, 'x')
    const reason = REASONS[i % REASONS.length] ?? 'timeout'
    const isUnseen = i % 97 === 0
    return rowAt(
      `${i % 3 === 0 ? 'eu-central-production' : 'us-east-production'}/${name}`,
      3_540 + (i % 50),
      {
        outcome: isUnseen ? reason : 'observed',
        unseen: isUnseen ? { since: at(3_000), reason } : null,
        listed: i % 301 === 0 ? 0 : 2,
        newestAt: at(3_000 + (i % 600)),
        checkpointSeconds: 60.25,
        coverage: 99.5,
        policy: i % 2 === 0 ? DEFAULT_POLICY : { ...DEFAULT_POLICY, staleAfterMs: STALE_AFTER_MS },
      },
    )
  })
}

/** The publisher's API and page over these rows, on a loopback server. */
export async function serveMany(
  count: number,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { ports } = await publishing({ rows: manyRows(count), clock: { now: () => T0 + 3_600_000 } })
  const api = createHttpApi({ ...ports, page: createLocalPage() })
  return startHttpServer(api, { host: '127.0.0.1', port: 0 })
}
