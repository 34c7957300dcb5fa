import { beforeAll, describe, expect, test } from 'vitest'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import { createDynamoOutbox } from '../../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../../../lambdas/ledger/work/dynamo-alert-index.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import type { NotifyPorts } from '../../../lambdas/publisher/notify/ports.ts'
import { sweep } from '../../../lambdas/publisher/notify/sweep.ts'
import { havingSeen, sealEvents } from '../../support/believing.ts'
import { embeddedTables } from '../../support/embedded-tables.ts'
import { checkpoint, timedUuid } from '../../support/listings.ts'
import { bodyIn, loss, names, recovery, runEntry, telling } from './telling.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const MANY = 2_000
// What the function has (infra/publisher.ts); some seconds where nobody else wants the processor.
const MANY_WITHIN_MS = 60_000

const tables = embeddedTables()
let work: Pick<NotifyPorts, 'alerts' | 'outbox'>

beforeAll(async () => {
  const ports = tables.table('work')
  work = { alerts: createDynamoAlertIndex(ports), outbox: createDynamoOutbox(ports) }
})

describe('telling, over DynamoDB', () => {
  test('tells a storm once though two take it in at once, reminds of it, and tells its end', async () => {
    const { ports, told, messages, pass } = telling(work)
    const raised = names(7).map((name) => loss(`once-${name}`, { run: 'once' }))
    for (const one of raised) await ports.ledger.append(one)
    const entries = [...raised.map(({ entry }) => entry), runEntry(7, 'once')]
    await Promise.all([takeIn(ports, ...entries), takeIn(ports, ...entries)])
    expect(told()).toEqual(['null firing'])
    pass(DAY_MS)
    await sweep(ports, { olderThanMs: 0 })
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['null firing', 'null reminder'])
    const ended = raised.map((one, i) => recovery(`once-${names(7)[i] ?? ''}`, one, { run: 'end' }))
    await takeIn(ports, ...ended.map(({ entry }) => entry), runEntry(7, 'end'))
    expect(told()).toEqual(['null firing', 'null reminder', 'null resolved'])
    expect(new Set(messages.map((message) => bodyIn(message)['alert_id'])).size).toBe(1)
    pass(DAY_MS)
    await sweep(ports, { olderThanMs: 0 })
    expect(messages).toHaveLength(3)
  })

  test('repeats a storm, to the byte, whose teller was killed between two receipts', async () => {
    const { ports, messages, pass } = telling(work)
    const entries = [
      ...names(7).map((name) => loss(`kill-${name}`, { run: 'kill' }).entry),
      runEntry(7, 'kill'),
    ]
    const killed = () => Promise.reject(new Error('killed'))
    const sent: NotifyPorts['outbox']['sent'] = async (lane, ids, receipt) => {
      await ports.outbox.sent(lane, ids.slice(0, 3), receipt)
      return killed()
    }
    const dying = { ...ports, outbox: { ...ports.outbox, sent, release: killed } }
    await expect(takeIn(dying, ...entries)).rejects.toThrow('killed')
    expect((await ports.outbox.dueOf('kill')).due).toHaveLength(4)
    pass(MINUTE_MS)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(messages).toHaveLength(2)
    expect(messages[1]).toEqual(messages[0])
    expect((await ports.outbox.unsent()).due).toEqual([])
  })
})

describe('one request that releases several holds of a checkpoint', () => {
  test('is told hold by hold, and holds up nobody behind it', async () => {
    const { ports, messages } = telling(work)
    const data = (hold: string) => ({ hold, reason: hold, actor: 'a', released_by: 'a' })
    const released = ['first', 'second'].map(
      (hold) => ({ kind: 'hold-released', severity: 'info', uuid: timedUuid(1), data: data(hold) }) as const,
    )
    const [sealed] = sealEvents(havingSeen(checkpoint(1)), released, 60)
    if (sealed === undefined) throw new Error('nothing was sealed')
    await takeIn(ports, { ...sealed.entry, run: null })
    expect(new Set(messages.map((message) => bodyIn(message)['alert_id'])).size).toBe(2)
  })
})

describe('2,000 alerts of one run', () => {
  // As the stream brings them: at most 100 entries at a time.
  const inBatches = async (ports: NotifyPorts, entries: readonly Entry[]): Promise<number> => {
    const begun = performance.now()
    for (let i = 0; i < entries.length; i += 100) await takeIn(ports, ...entries.slice(i, i + 100))
    return performance.now() - begun
  }

  test('of as many pipelines are indexed and announced within the minute that the function has', async () => {
    const { ports, messages } = telling(work)
    const entries = names(MANY).map((name) => loss(`wide-${name}`, { run: 'wide' }).entry)
    expect(await inBatches(ports, [...entries, runEntry(MANY, 'wide')])).toBeLessThan(MANY_WITHIN_MS)
    expect(messages).toHaveLength(1)
    expect(bodyIn(messages[0])).toMatchObject({ more_pipelines: '1950' })
    expect((await ports.outbox.unsent()).due).toEqual([])
  }, 90_000)

  test('each of its own source, and so a message each, as well', async () => {
    const { ports, messages } = telling(work)
    const entries = names(MANY).map((name) => {
      const { entry } = loss(`apart-${name}`, { run: 'apart' })
      return { ...entry, ledger: `${name}/orders` }
    })
    expect(await inBatches(ports, [...entries, runEntry(MANY, 'apart')])).toBeLessThan(MANY_WITHIN_MS)
    expect(messages).toHaveLength(MANY)
    expect((await ports.outbox.unsent()).due).toEqual([])
  }, 90_000)
})
