import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { indexAlerts } from '../../../lambdas/publisher/notify/index-alerts.ts'
import { appendAll, publishing, rowAt, type Sent } from '../../support/asking.ts'
import { havingSeen, sealEvents } from '../../support/believing.ts'
import { checkpoint, timedUuid } from '../../support/listings.ts'

export const ONE = '/v0/pipelines/orders/history'
export const LISTED = timedUuid(1)
export const LOST = timedUuid(2)

const GONE = {
  fingerprint: '1',
  size: null,
  steps: null,
  processed_records: null,
  identifier: null,
  first_seen_at: '2026-11-01T00:00:00.000Z',
  last_seen_at: '2026-11-01T00:00:00.000Z',
  recorded_seq: '1',
}
const MISSING: LedgerEvent = {
  kind: 'checkpoint-missing',
  severity: 'critical',
  uuid: LOST,
  data: { ...GONE, newer_listed: '0', keep_last: '2' },
}
// Nothing that is observed ends this one.
const CHANGED: LedgerEvent = {
  kind: 'size-dropped',
  severity: 'warning',
  uuid: LISTED,
  data: { size: '1', size_drop: '0.5', sizes_before: [] },
}

/** A pipeline with one checkpoint listed and one lost, an alert with a counterpart and one without. */
export async function acting({ ledger = createMemoryLedger() } = {}) {
  const first = havingSeen(checkpoint(1), checkpoint(2))
  const then = sealEvents(first, [MISSING, CHANGED], 60)
  await appendAll(ledger, [first, ...then])
  const published = await publishing({ ledger, rows: [rowAt('prod/orders', 60)] })
  for (const { entry } of then) await indexAlerts(published.alerts, entry)
  const raised = then.flatMap(({ state }) => state.alerts)
  const idOf = (kind: string): string => raised.find((alert) => alert.kind === kind)?.id ?? ''
  const head = async (): Promise<Sealed> => {
    const sealed = await ledger.head('prod/orders')
    if (sealed === undefined) throw new Error('no head')
    return sealed
  }
  return { ...published, head, missing: idOf('checkpoint-missing'), dropped: idOf('size-dropped') }
}

export function json(value: unknown): Sent {
  return { body: JSON.stringify(value) }
}

/** Somebody else appends before each of the first `times` appends. */
export function contested(ledger: Ledger, times: number): Ledger {
  let left = times
  return {
    ...ledger,
    append: async (sealed) => {
      if (sealed.entry.run === null && left > 0) {
        left -= 1
        const head = await ledger.head(sealed.entry.ledger)
        const data = { reason: 'timeout', detail: `${left}`, since: '2026-11-01T00:00:00.000Z' }
        const kind = 'pipeline-unobservable'
        await appendAll(ledger, sealEvents(head, [{ kind, severity: 'silent', data }], 90))
      }
      return ledger.append(sealed)
    },
  }
}
