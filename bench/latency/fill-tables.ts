import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import type { OverviewRow } from '../../lambdas/domain/overview.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { ALERT_STATES, type AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/work/dynamo-alert-index.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/work/dynamo-overviews.ts'
import { createBatchingLedger } from '../filling/batching-ledger.ts'
import { madeAt, nextOfPipeline, nextRun, PIPELINE, RUNS } from './made-up-entries.ts'

// Of the entries: one pipeline has most, so that its first pages stand before as much history as there can be.
const SHARE_OF_RUNS = 0.1
// For each entry, one in so many is an alert's row as well.
const AN_ALERT_EVERY = 10
/** As many as one run polls. */
const PIPELINES = 2_000
const ALERTS_A_WRITE = 50

/**
 * Fills the tables behind `endpoint` with `entries` made-up entries, nine tenths of one pipeline and one tenth of runs, and with a tenth as many
 * alerts; what an interrupted filling has left is gone on with.
 */
export async function fillTables(
  endpoint: string,
  entries: number,
  progress: (share: number) => void,
): Promise<void> {
  const client = localDynamoDbClient(endpoint)
  await createTables(client)
  const work = { client, table: TABLES.work }
  const overviews = createDynamoOverviews(work)
  const { overview, version } = await overviews.read('0')
  // It is written last.
  if (overview?.finishedAt === madeAt(entries)) return
  const runs = Math.round(entries * SHARE_OF_RUNS)
  const alerts = Math.round(entries / AN_ALERT_EVERY)
  const ledger = createBatchingLedger(
    { client, table: TABLES.ledger },
    createDynamoLedger({ client, table: TABLES.ledger }),
  )
  const grow = async (name: string, to: number, next: (head: Sealed | undefined) => Sealed) => {
    let head = await ledger.head(name)
    while ((head?.entry.seq ?? 0) < to) {
      head = next(head)
      await ledger.append(head)
      if (head.entry.seq % 1_000 === 0) {
        await ledger.flush()
        progress(head.entry.seq / to)
      }
    }
    await ledger.flush()
  }
  await grow(RUNS, runs, nextRun)
  const index = createDynamoAlertIndex(work)
  for (let i = 0; i < alerts; i += ALERTS_A_WRITE) {
    const rows = Array.from({ length: Math.min(ALERTS_A_WRITE, alerts - i) }, (_, k) => alertRow(i + k))
    await index.record(...rows)
  }
  await grow(PIPELINE, entries - runs, nextOfPipeline)
  const [finishedAt, rows] = [madeAt(entries), overviewRows(entries)]
  await overviews.write({ shard: '0', finishedAt, rows, matched: {}, configuration: null }, version)
}

/** Of every hundred one fires, one is acknowledged, the others are over. */
function alertRow(n: number): AlertRow {
  const state = ALERT_STATES[Math.min(2, n % 100)] ?? 'resolved'
  return {
    id: sha256Hex(`alert ${n}`).slice(0, 32),
    kind: 'checkpoint-missing',
    severity: 'critical',
    state,
    ledger: PIPELINE,
    uuid: null,
    raisedAt: madeAt(n),
    acknowledgedAt: state === 'firing' ? null : madeAt(n + 1),
    resolvedAt: state === 'resolved' ? madeAt(n + 2) : null,
    actor: state === 'firing' ? null : 'bench',
    note: null,
    summary: 'A checkpoint is no longer listed, with no newer one: made up, for measuring.',
  }
}

function overviewRows(entries: number): readonly OverviewRow[] {
  const seenAt = madeAt(entries)
  return Array.from({ length: PIPELINES }, (_, i) => ({
    ledger: i === 0 ? PIPELINE : `bench/pipeline-${String(i).padStart(4, '0')}`,
    epoch: null,
    askedAt: seenAt,
    observedAt: seenAt,
    settledAt: seenAt,
    firstObservedAt: madeAt(0),
    outcome: 'observed' as const,
    unseen: null,
    open: [],
    listed: 2,
    alerts: 0,
    firing: 0,
    newestAt: seenAt,
    policy: DEFAULT_POLICY,
    deployment: null,
    wasStandby: false,
    stoppedAt: null,
    shownNewest: null,
    tracedAt: null,
    lookedAt: null,
    untracedFrom: null,
    checkpointSeconds: 60,
    coverage: 100,
  }))
}
