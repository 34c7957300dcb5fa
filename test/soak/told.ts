import type { Outbox } from '../../lambdas/ledger/outbox/outbox.ts'
import type { AlertIndex, AlertRow } from '../../lambdas/ledger/work/alert-index.ts'

export interface Told {
  readonly alerts: number
  /** Losses without exactly one alert. */
  readonly missed: readonly string[]
  /** Alerts of what did not happen. */
  readonly falseAlarms: readonly string[]
  /** Alerts of which no message speaks. */
  readonly unannounced: readonly string[]
}

/** What was told, held against what was lost. */
export async function toldOf(
  { alerts, outbox }: { readonly alerts: AlertIndex; readonly outbox: Outbox },
  lost: ReadonlySet<string>,
  notifications: string,
): Promise<Told> {
  const rows = await allOf(alerts)
  const receipts = await outbox.receipts(rows.map(({ id }) => `${id}/firing`))
  const timesOf = Map.groupBy(rows, ({ uuid }) => uuid)
  const isRight = ({ kind, uuid }: AlertRow): boolean =>
    kind === 'checkpoint-missing' && uuid !== null && lost.has(uuid)
  return {
    alerts: rows.length,
    missed: [...lost].filter((uuid) => timesOf.get(uuid)?.length !== 1),
    falseAlarms: rows
      .filter((row) => !isRight(row))
      .map(({ kind, ledger, uuid, raisedAt }) => `${ledger}: ${kind} ${uuid} at ${raisedAt}`),
    unannounced: rows
      .filter(({ id, uuid }) => !notifications.includes(id) && !notifications.includes(uuid ?? id))
      .map(({ id }) => `${id}${receipts.has(`${id}/firing`) ? ', though there is a receipt' : ''}`),
  }
}

async function allOf(alerts: AlertIndex): Promise<readonly AlertRow[]> {
  const rows: AlertRow[] = []
  let page = await alerts.list({ limit: 200 })
  for (;;) {
    rows.push(...page.rows)
    if (page.next === null) return rows
    page = await alerts.list({ limit: 200, after: page.next })
  }
}
