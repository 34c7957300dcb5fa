import { describe, expect, test } from 'vitest'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import type { NotifyPorts } from '../../../lambdas/publisher/notify/ports.ts'
import { sweep } from '../../../lambdas/publisher/notify/sweep.ts'
import { rowAt } from '../../support/asking.ts'
import { at, timedUuid } from '../../support/listings.ts'
import { bodyIn, entryOf, loss, names, recovery, runEntry, seenAgain, telling, unseen } from './telling.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

describe('a critical alert that nobody acknowledges', () => {
  test('is announced again after a day, and again after another, each time once', async () => {
    const { ports, told, pass, messages } = await firing(loss('orders'))
    pass(DAY_MS - 1)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing'])
    pass(1)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder'])
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder', 'orders reminder'])
    expect(messages.map((message) => bodyIn(message)['n'])).toEqual([undefined, '1', '2'])
  })

  test('is named in the reminder as when it fired: title, values, entry and alert', async () => {
    const { ports, messages, pass } = await firing(loss('orders'))
    pass(DAY_MS)
    await sweepTwice(ports)
    const [first, second] = messages.map(bodyIn)
    const { summary: _, ...same } = first ?? {}
    expect(second).toEqual({ ...same, state: 'reminder', n: '1', summary: expect.any(String) })
    expect(second?.['summary']).toBe(
      `Reminder 1: nobody has acknowledged this alert, which fires since ${at(0)}. ${String(first?.['summary'])}`,
    )
    expect(messages[1]?.Subject).toBe('[critical] prod/orders: checkpoint missing (reminder 1)')
    expect(messages[1]?.MessageAttributes['state']?.StringValue).toBe('reminder')
  })

  test('is announced once after an outage of a week, and then on the old beat', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    pass(7 * DAY_MS + HOUR_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder'])
    pass(DAY_MS - HOUR_MS - 1)
    await sweepTwice(ports)
    expect(told()).toHaveLength(2)
    pass(1)
    await sweepTwice(ports)
    expect(told()).toHaveLength(3)
  })

  test('is announced as often as the policy of its pipeline says', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    await watching(ports, 'prod/orders', HOUR_MS)
    pass(HOUR_MS)
    await sweepTwice(ports)
    pass(HOUR_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder', 'orders reminder'])
  })

  test('is never announced again where the policy says 0', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    await watching(ports, 'prod/orders', 0)
    pass(30 * DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing'])
  })

  test('goes on being announced, under new numbers, when the policy changes to longer waits', async () => {
    const { ports, messages, pass } = await firing(loss('orders'))
    await watching(ports, 'prod/orders', HOUR_MS)
    for (let hour = 0; hour < 3; hour += 1) {
      pass(HOUR_MS)
      await sweepTwice(ports)
    }
    await watching(ports, 'prod/orders', DAY_MS, 1)
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(messages.map((message) => bodyIn(message)['n'])).toEqual([undefined, '1', '2', '3', '4'])
  })

  test('is found by its time where its row is of a version that did not name the entry', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    const [row] = (await ports.alerts.list({ limit: 1 })).rows
    if (row === undefined) throw new Error('no row')
    const { seq, ...old } = row
    expect(seq).toBe('1')
    await ports.alerts.remind([old])
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder'])
  })
})

describe('a warning that came back too often to be told', () => {
  /** Seen and unseen three times; and the fourth time it stays unseen. */
  async function flapping() {
    const system = telling()
    let head: Sealed | undefined
    for (const i of [0, 1, 2, 3]) {
      const run = `run-${i}`
      head = unseen('orders', { run, seconds: i * 60, ...(head === undefined ? {} : { head }) })
      await system.ports.ledger.append(head)
      if (i === 3) break
      head = seenAgain('orders', head, { run, seconds: i * 60 + 30 })
      await system.ports.ledger.append(head)
    }
    if (head === undefined) throw new Error('nothing came')
    await takeIn(system.ports, head.entry, runEntry(0, 'run-3'))
    return { ...system, raised: head }
  }

  test('is told once when it has lasted an hour, as what fires, whatever the policy says of reminders', async () => {
    const { ports, told, pass, messages } = await flapping()
    await watching(ports, 'prod/orders', 0)
    pass(180_000 + HOUR_MS)
    await sweepTwice(ports)
    expect(told()).toEqual([])
    pass(MINUTE_MS)
    await sweepTwice(ports)
    pass(30 * DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing'])
    expect(bodyIn(messages[0])).toMatchObject({
      kind: 'pipeline-unobservable',
      entry: { seq: '7' },
    })
    expect(bodyIn(messages[0])['summary']).toMatch(/^This came and went so often that it was no longer told/)
  })

  test('is told once by two who sweep at once, and where its teller was killed before the index knew', async () => {
    const { ports, told, pass } = await flapping()
    pass(2 * HOUR_MS)
    const dying = { ...ports, alerts: { ...ports.alerts, remind: () => Promise.reject(new Error('killed')) } }
    await sweep(dying, { olderThanMs: 0 }).catch(() => {})
    await Promise.all([sweep(ports, { olderThanMs: 0 }), sweep(ports, { olderThanMs: 0 })])
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing'])
  })

  test('is told to nobody where it ended within the hour', async () => {
    const { ports, told, pass, raised } = await flapping()
    await takeIn(
      ports,
      seenAgain('orders', raised, { run: 'run-5', seconds: 240 }).entry,
      runEntry(1, 'run-5'),
    )
    pass(2 * HOUR_MS)
    await sweepTwice(ports)
    expect(told()).toEqual([])
  })

  test('is told to have ended, once it was told to fire', async () => {
    const { ports, told, pass, raised } = await flapping()
    pass(2 * HOUR_MS)
    await sweepTwice(ports)
    await takeIn(
      ports,
      seenAgain('orders', raised, { run: 'run-5', seconds: 7_300 }).entry,
      runEntry(1, 'run-5'),
    )
    expect(told()).toEqual(['orders firing', 'orders resolved'])
  })
})

describe('no reminder', () => {
  test('is sent of what somebody has acknowledged', async () => {
    const raised = loss('orders')
    const { ports, told, pass } = await firing(raised)
    await takeIn(
      ports,
      entryOf('orders', [acknowledging(raised)], { run: null, head: raised, seconds: 9 }).entry,
    )
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing'])
  })

  test('is sent of what is resolved', async () => {
    const raised = loss('orders')
    const { ports, told, pass } = await firing(raised)
    await takeIn(ports, recovery('orders', raised, { run: 'run-2' }).entry, runEntry(1, 'run-2'))
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders resolved'])
  })

  test('is sent of what is not critical', async () => {
    const { ports, told, pass } = await firing(unseen('orders'), loss('fraud'))
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['fraud firing', 'orders firing', 'fraud reminder'])
  })

  test('is sent of what was acknowledged after the list was read: lists may lag', async () => {
    const raised = loss('orders')
    const { ports, told, pass } = await firing(raised)
    const stale = await ports.alerts.list({ state: 'firing', limit: 9 })
    await takeIn(
      ports,
      entryOf('orders', [acknowledging(raised)], { run: null, head: raised, seconds: 9 }).entry,
    )
    pass(DAY_MS)
    await sweep({ ...ports, alerts: { ...ports.alerts, list: async () => stale } }, { olderThanMs: 0 })
    expect(told()).toEqual(['orders firing'])
  })

  test('is sent by two who sweep at once', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    pass(DAY_MS)
    await Promise.all([sweep(ports, { olderThanMs: 0 }), sweep(ports, { olderThanMs: 0 })])
    expect(told()).toEqual(['orders firing', 'orders reminder'])
  })
})

describe('a reminder', () => {
  test('that was refused is not kept: the next sweep sends the newest, and only while the alert fires', async () => {
    const { ports, told, refusing, pass } = await firing(loss('orders'))
    refusing.add('orders')
    for (let day = 0; day < 5; day += 1) {
      pass(DAY_MS)
      await expect(sweep(ports, { olderThanMs: 0 })).rejects.toThrow('/reminder/1')
    }
    refusing.clear()
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder'])
  })

  test('that was sent is not sent again where its sender was killed before the index knew', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    pass(DAY_MS)
    const dying = { ...ports, alerts: { ...ports.alerts, remind: () => Promise.reject(new Error('killed')) } }
    await sweep(dying, { olderThanMs: 0 }).catch(() => {})
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder'])
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['orders firing', 'orders reminder', 'orders reminder'])
  })

  test('of an alert whose entry is not to be had holds up no other, and is said', async () => {
    const { ports, told, pass, lines } = await firing(loss('orders'))
    await takeIn(ports, loss('fraud', { run: 'run-2' }).entry, runEntry(1, 'run-2'))
    pass(DAY_MS)
    await expect(sweep(ports, { olderThanMs: 0 })).rejects.toThrow('announcements not sent')
    expect(told()).toEqual(['orders firing', 'fraud firing', 'orders reminder'])
    expect(lines).toContainEqual(
      expect.objectContaining({
        name: 'announcement-refused',
        error: 'prod/fraud 1: the entry is not there',
      }),
    )
  })

  test('holds up nothing else that is to be told', async () => {
    const { ports, told, pass } = await firing(loss('orders'))
    await takeIn(ports, loss('fraud', { run: 'dead' }).entry)
    pass(DAY_MS)
    const broken = { ...ports, overviews: { all: () => Promise.reject(new Error('unreadable')) } }
    await expect(sweep(broken, { olderThanMs: 0 })).rejects.toThrow('announcements not sent: reminders')
    expect(told()).toEqual(['orders firing', 'fraud firing'])
  })

  test('of many at once is one message with the same number for all', async () => {
    const { ports, told, messages, pass } = await firing(...names(6).map((name) => loss(name)))
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(told()).toEqual(['null firing', 'null reminder'])
    expect(bodyIn(messages[1])).toMatchObject({ n: '1', pipelines: names(6), more_pipelines: '0' })
    expect(bodyIn(messages[1])['alert_id']).toBe(bodyIn(messages[0])['alert_id'])
    pass(DAY_MS)
    await sweepTwice(ports)
    expect(bodyIn(messages[2])).toMatchObject({ state: 'reminder', n: '2' })
  })

  test('of many, whose sender was killed, is repeated under the same id though more are due by then', async () => {
    const { ports, messages, pass } = await firing(...names(6).map((name) => loss(name)))
    const late = loss('late', { run: 'run-2', seconds: 60 })
    await ports.ledger.append(late)
    pass(MINUTE_MS)
    await takeIn(ports, late.entry, runEntry(1, 'run-2'))
    pass(DAY_MS - MINUTE_MS)
    const killed = () => Promise.reject(new Error('killed'))
    const dying = { ...ports, outbox: { ...ports.outbox, sent: killed, release: killed } }
    await sweep(dying, { olderThanMs: 0 }).catch(() => {})
    pass(MINUTE_MS)
    await sweepTwice(ports)
    const reminders = messages.map(bodyIn).filter(({ state }) => state === 'reminder')
    expect(reminders.map(({ pipelines, pipeline }) => pipelines ?? pipeline)).toEqual([
      names(6),
      names(6),
      'late',
    ])
    expect(reminders[1]).toEqual(reminders[0])
  })
})

/** A run in which these alerts began to fire, told. */
async function firing(...raised: readonly Sealed[]) {
  const system = telling()
  for (const one of raised) await system.ports.ledger.append(one)
  await takeIn(system.ports, ...raised.map(({ entry }) => entry), runEntry(raised.length))
  return system
}

type Telling = ReturnType<typeof telling>

async function sweepTwice(ports: NotifyPorts): Promise<void> {
  await sweep(ports, { olderThanMs: 0 })
  await sweep(ports, { olderThanMs: 0 })
}

async function watching({ overviews }: Telling['ports'], ledger: string, remindEveryMs: number, version = 0) {
  const rows = [rowAt(ledger, 0, { policy: { ...DEFAULT_POLICY, remindEveryMs } })]
  await overviews.write({ shard: '0', finishedAt: at(0), rows, matched: {}, configuration: null }, version)
}

function acknowledging({ state }: Sealed): LedgerEvent {
  const data = {
    alert: state.alerts[0]?.id ?? '',
    kind: 'checkpoint-missing',
    severity: 'critical',
    actor: 'alice',
    note: null,
  }
  return { kind: 'alert-acknowledged', severity: 'silent', uuid: timedUuid(1), data }
}
