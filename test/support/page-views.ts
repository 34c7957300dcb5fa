import type { Page } from 'playwright-core'
import type { WatchedLedger } from './watched-ledger.ts'

/** A ledger in which everything has happened that the page has a sign for, and the addresses of all views of it. */
export interface Told {
  readonly views: { readonly [name: string]: string }
  readonly missing: string
  readonly listed: string
}

export const TOLD_PIPELINES = [
  { name: 'orders' },
  // Feldera's own regression value: …856 and …857 are the same double.
  { name: 'payments', fingerprint: 14_128_757_731_148_314_856n },
  { name: 'clicks' },
]

/** Rotation, a loss, a changed fingerprint, cleared storage; a hold, an acknowledgement, plans and a drill. */
export async function tellEverything({ feldera, tick, url }: WatchedLedger): Promise<Told> {
  const names = TOLD_PIPELINES.map(({ name }) => name)
  for (let round = 0; round < 4; round += 1) {
    for (const name of names) feldera.checkpoint(name)
    await tick()
  }
  const { uuid: missing } = feldera.lose('orders')
  const { uuid: altered } = feldera.alter('payments')
  await tick()
  feldera.stopPipeline('clicks')
  await tick()
  feldera.clear('clicks')
  await tick()
  const listed = await listedOf(url, 'payments')
  await sent(`${url}/v0/pipelines/payments/history/${listed}/hold`, 'PUT', { reason: 'for the audit' })
  const [until, reason] = [new Date(Date.now() + 3_600_000).toISOString(), 'release 12']
  await sent(`${url}/v0/pipelines/payments/maintenance`, 'POST', { until, reason })
  const kinds = ['lineage-changed', 'checkpoint-missing']
  await sent(`${url}/v0/pipelines/payments/approvals`, 'POST', { kinds, until, reason })
  await sent(`${url}/v0/pipelines/payments/history/${listed}/drills`, 'POST', { outcome: 'succeeded' })
  const alerts = await itemsOf(`${url}/v0/alerts`)
  const kind = (wanted: string): string => alerts.find((alert) => alert.kind === wanted)?.id ?? wanted
  await sent(`${url}/v0/alerts/${kind('storage-cleared')}/acknowledge`, 'POST', { note: 'I did it' })
  await tick()
  const at = (rest: string): string => `${url}/#/${rest}`
  return {
    missing,
    listed,
    views: {
      overview: at(''),
      pipeline: at('pipelines/prod/payments'),
      'lost checkpoint': at(`pipelines/prod/orders/${missing}`),
      'held checkpoint': at(`pipelines/prod/payments/${listed}`),
      'altered checkpoint': at(`pipelines/prod/payments/${altered}`),
      alerts: at('alerts'),
      'resolved alerts': at('alerts?state=resolved'),
      alert: at(`alerts/${kind('checkpoint-missing')}`),
      runs: at('runs'),
      report: at('report'),
      verify: at('verify'),
      nowhere: at('no/such/view'),
    },
  }
}

async function listedOf(url: string, pipeline: string): Promise<string> {
  const [life] = await itemsOf(`${url}/v0/pipelines/${pipeline}/history?status=listed`)
  return life?.uuid ?? ''
}

/** What tests read from items of unknown shape. */
export interface Item {
  readonly id: string
  readonly kind: string
  readonly uuid: string
  readonly state: string
  readonly actor: string | null
  readonly note: string | null
}

export async function itemsOf(address: string): Promise<readonly Item[]> {
  const { items } = (await (await fetch(address)).json()) as { items: readonly Item[] }
  return items
}

async function sent(address: string, method: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(address, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`)
}

/** Goes to the view and waits until it shows what it asked for. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('.live.on').waitFor()
  await page.locator('#main .loading').waitFor({ state: 'detached' })
}
