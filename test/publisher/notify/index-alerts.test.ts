import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { createMemoryAlertIndex } from '../../../lambdas/ledger/work/memory-alert-index.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import { indexAlerts } from '../../../lambdas/publisher/notify/index-alerts.ts'
import { at, timedUuid } from '../../support/listings.ts'
import { bodyIn, entryOf, loss, recovery, runEntry, telling } from './telling.ts'

const raised = loss('orders')
const resolved = recovery('orders', raised, { seconds: 60 })
const acknowledged = acknowledgement(raised)
const id = raised.state.alerts[0]?.id ?? ''

describe('the alert index', () => {
  test('has a raised alert with the words that are announced', async () => {
    expect(await rowAfter(raised.entry)).toEqual({
      id,
      kind: 'checkpoint-missing',
      severity: 'critical',
      state: 'firing',
      ledger: 'prod/orders',
      uuid: timedUuid(1),
      raisedAt: at(0),
      acknowledgedAt: null,
      resolvedAt: null,
      actor: null,
      note: null,
      summary: expect.stringContaining('is no longer listed'),
      seq: '1',
    })
  })

  test('has an alert that is told to nobody, with the same words', async () => {
    const events = raised.entry.events.map((event) =>
      event.kind === 'alert-raised' ? { ...event, data: { ...event.data, flapping: true } } : event,
    )
    expect(await rowAfter({ ...raised.entry, events })).toEqual({
      ...(await rowAfter(raised.entry)),
      flapping: true,
    })
  })

  test('is the same whether entries are brought one by one or all at once', async () => {
    const alerts = createMemoryAlertIndex()
    await indexAlerts(alerts, raised.entry, acknowledged.entry, resolved.entry)
    expect(await alerts.find(id)).toEqual(await rowAfter(raised.entry, acknowledged.entry, resolved.entry))
  })

  test('takes an acknowledgement that is an end as well, in one entry', async () => {
    const [acknowledging] = acknowledged.entry.events
    const [, resolving] = resolved.entry.events
    if (acknowledging === undefined || resolving === undefined) throw new Error('no events')
    const both = entryOf('orders', [acknowledging, resolving], { run: null, head: raised, seconds: 30 })
    expect(await rowAfter(raised.entry, both.entry)).toMatchObject({
      state: 'resolved',
      acknowledgedAt: at(30),
      resolvedAt: at(30),
      actor: 'alice',
      seq: '1',
    })
  })

  test('keeps what it knows of an alert when somebody acknowledges it', async () => {
    const before = await rowAfter(raised.entry)
    expect(await rowAfter(raised.entry, acknowledged.entry)).toEqual({
      ...before,
      state: 'acknowledged',
      acknowledgedAt: at(30),
      actor: 'alice',
      note: 'volume restored',
    })
  })

  test('keeps what it knows of an alert when it is resolved', async () => {
    const before = await rowAfter(raised.entry, acknowledged.entry)
    const after = await rowAfter(raised.entry, acknowledged.entry, resolved.entry)
    expect(after).toEqual({ ...before, state: 'resolved', resolvedAt: at(60) })
  })

  test('names who resolved it by hand, and why; the last word counts', async () => {
    const [, resolving] = resolved.entry.events
    if (resolving === undefined) throw new Error('no event')
    const byHand = { ...resolving, data: { ...resolving.data, actor: 'bob', note: 'restored' } }
    const { entry } = entryOf('orders', [byHand], { run: null, head: raised, seconds: 60 })
    expect(await rowAfter(raised.entry, acknowledged.entry, entry)).toMatchObject({
      state: 'resolved',
      acknowledgedAt: at(30),
      actor: 'bob',
      note: 'restored',
    })
  })

  test('learns of a resolved alert that it never heard of when it was raised', async () => {
    expect(await rowAfter(resolved.entry)).toMatchObject({
      id,
      kind: 'checkpoint-missing',
      state: 'resolved',
      raisedAt: at(0),
      resolvedAt: at(60),
    })
  })

  test('is not led back by late and repeated deliveries', async () => {
    const late = await rowAfter(raised.entry, resolved.entry, raised.entry, acknowledged.entry, raised.entry)
    expect(late).toMatchObject({ state: 'resolved', resolvedAt: at(60) })
  })

  test('has an alert before anybody is told of it, and its end before that is told', async () => {
    const { ports } = telling()
    const seen: string[] = []
    const watched: typeof ports = {
      ...ports,
      publish: async (message) => {
        const row = await ports.alerts.find(String(bodyIn(message)['alert_id']))
        seen.push(`${String(bodyIn(message)['state'])}: ${String(row?.state)}`)
        return ports.publish(message)
      },
    }
    await takeIn(watched, raised.entry)
    await takeIn(watched, runEntry(1))
    await takeIn(watched, recovery('orders', raised, { run: 'run-2', seconds: 60 }).entry)
    await takeIn(watched, runEntry(1, 'run-2'))
    expect(seen).toEqual(['firing: firing', 'resolved: resolved'])
  })
})

async function rowAfter(...entries: readonly Entry[]) {
  const alerts = createMemoryAlertIndex()
  for (const entry of entries) await indexAlerts(alerts, entry)
  return alerts.find(id)
}

function acknowledgement(head: Sealed): Sealed {
  const data = {
    alert: head.state.alerts[0]?.id ?? '',
    kind: 'checkpoint-missing',
    severity: 'critical',
    raised_at: head.entry.at,
    actor: 'alice',
    note: 'volume restored',
  }
  const uuid = timedUuid(1)
  const event = { kind: 'alert-acknowledged', severity: 'silent', uuid, data } as const
  return entryOf('orders', [event], { run: null, head, seconds: 30 })
}
