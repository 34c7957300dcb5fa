import { setTimeout as sleep } from 'node:timers/promises'
import { itemsOf, type Told } from '../test/support/page-views.ts'
import { startWatchedLedger } from '../test/support/watched-ledger.ts'

const NAMES = [
  'orders',
  'payments',
  'clicks',
  'inventory',
  'fraud-scores',
  'shipping',
  'sessions',
  'ad-spend',
  'returns',
]
const ROUNDS = 24
const [WORKED_FROM, WORKED_TO] = [5, 9]
const [STOPPED_IN, LOST_IN, ALTERED_IN] = [8, 15, 18]

/** A ledger with a past of its own, made in some seconds by the real system: rotation, a loss, a change, a hold, a stop, an outage. */
export async function startShownLedger(
  tell: (line: string) => void,
): Promise<{ readonly told: Told; readonly stop: () => Promise<void> }> {
  const ledger = await startWatchedLedger({
    pipelines: NAMES.map((name) => ({
      name,
      ...(name === 'payments' ? { fingerprint: 14_128_757_731_148_314_856n } : {}),
    })),
    policy: { staleAfter: '10m' },
  })
  const { feldera, tick, url } = ledger
  let missing = ''
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/v0/pipelines/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const isQuiet = (name: string): boolean =>
      (name === 'orders' && round === LOST_IN) ||
      (name === 'payments' && round === ALTERED_IN) ||
      (name === 'returns' && round > STOPPED_IN)
    for (const name of NAMES) if (!isQuiet(name)) feldera.checkpoint(name)
    if (round === LOST_IN) missing = feldera.lose('orders').uuid
    if (round === ALTERED_IN) feldera.alter('payments')
    if (round === STOPPED_IN) feldera.stopPipeline('returns')
    await tick()
    if (round === WORKED_FROM) {
      const [until, why] = [new Date(Date.now() + 3_600_000).toISOString(), 'New disks in rack 4']
      await send('POST', 'payments/maintenance', { until, reason: why })
    }
    if (round === WORKED_TO) {
      const [work] = await itemsOf(`${url}/v0/pipelines/payments/maintenance`)
      await send('DELETE', `payments/maintenance/${work?.id}`, { reason: 'Done early' })
    }
    await sleep(250)
  }
  tell(`${ROUNDS} runs over ${NAMES.length} pipelines`)
  const [listed] = await itemsOf(`${url}/v0/pipelines/payments/history?status=listed`)
  const reason = 'Quarter end: kept until the audit is over'
  await send('PUT', `payments/history/${listed?.uuid}/hold`, { reason })
  const note = 'Restored on the spare cluster; counts agree'
  await send('POST', `payments/history/${listed?.uuid}/drills`, { outcome: 'succeeded', minutes: '12', note })
  const until = new Date(Date.now() + 3 * 3_600_000).toISOString()
  await send('POST', 'payments/approvals', {
    kinds: ['lineage-changed'],
    until,
    reason: 'Release 12 tonight',
  })
  await tick()
  const alerts = await itemsOf(`${url}/v0/alerts`)
  const id = alerts.find(({ kind }) => kind === 'checkpoint-missing')?.id ?? ''
  const views = {
    overview: `${url}/#/`,
    pipeline: `${url}/#/pipelines/prod/payments`,
    checkpoint: `${url}/#/pipelines/prod/payments/${listed?.uuid}`,
    'lost checkpoint': `${url}/#/pipelines/prod/orders/${missing}`,
    alerts: `${url}/#/alerts`,
    alert: `${url}/#/alerts/${id}`,
    runs: `${url}/#/runs`,
    report: `${url}/#/report`,
    verify: `${url}/#/verify`,
  }
  return { told: { views, missing, listed: listed?.uuid ?? '' }, stop: ledger.stop }
}
