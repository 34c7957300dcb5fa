import { describe, expect, test } from 'vitest'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import type { Message } from '../../../lambdas/domain/telling/message.ts'
import { createMemoryOutbox } from '../../../lambdas/ledger/outbox/memory-outbox.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import type { NotifyPorts } from '../../../lambdas/publisher/notify/ports.ts'
import { sweep } from '../../../lambdas/publisher/notify/sweep.ts'
import { at } from '../../support/listings.ts'
import { bodyIn, loss, names, recovery, runEntry, seenAgain, telling, unseen } from './telling.ts'

const MINUTE_MS = 60_000

describe('a storm', () => {
  test('is one message, and every alert has its own row and its own receipt', async () => {
    const { ports, messages, lines } = telling()
    const entries = names(6).map((name) => loss(name).entry)
    await takeIn(ports, ...entries, runEntry(6))
    expect(messages).toHaveLength(1)
    expect(bodyIn(messages[0])).toMatchObject({ state: 'firing', pipeline: null, pipelines: names(6) })
    expect((await ports.alerts.list({ state: 'firing', limit: 10 })).rows).toHaveLength(6)
    const ids = entries.flatMap(announcementsOf).map(({ id }) => id)
    const receipts = await ports.outbox.receipts(ids)
    expect(ids.map((id) => receipts.get(id))).toEqual(
      ids.map(() => ({ messageId: 'message-1', sentAt: at(0) })),
    )
    const { alert_id } = bodyIn(messages[0])
    expect(lines).toEqual([
      { name: 'announcement-sent', announcement: `${String(alert_id)}/firing`, messageId: 'message-1' },
    ])
  })

  test('of one pipeline has its name', async () => {
    const { ports, messages } = telling()
    await takeIn(ports, loss('orders', { checkpoints: 11 }).entry, runEntry(11))
    expect(messages.map(bodyIn)).toEqual([
      expect.objectContaining({ pipeline: 'orders', pipelines: ['orders'] }),
    ])
  })

  test('that ends in one run is one message as well', async () => {
    const { ports, messages, told } = telling()
    const raised = names(6).map((name) => loss(name))
    await takeIn(ports, ...raised.map(({ entry }) => entry), runEntry(6))
    const ended = raised.map((one, i) => recovery(names(6)[i] ?? '', one, { run: 'run-2', seconds: 60 }))
    await takeIn(ports, ...ended.map(({ entry }) => entry), runEntry(6, 'run-2'))
    expect(told()).toEqual(['null firing', 'null resolved'])
    // Of the same alerts, so whoever has the one finds the other.
    expect(bodyIn(messages[1])['alert_id']).toBe(bodyIn(messages[0])['alert_id'])
    expect((await ports.alerts.list({ state: 'resolved', limit: 10 })).rows).toHaveLength(6)
  })

  test('is not made of what two runs tell', async () => {
    const { ports, messages } = telling()
    const [first, second] = [names(6).slice(0, 3), names(6).slice(3)]
    await takeIn(ports, ...first.map((name) => loss(name).entry), runEntry(3))
    await takeIn(ports, ...second.map((name) => loss(name, { run: 'run-2' }).entry), runEntry(3, 'run-2'))
    expect(messages).toHaveLength(6)
  })

  test('that was refused stays due as a whole, and is told by the sweep under the same id', async () => {
    const { ports, messages, refusing, lines } = telling()
    refusing.add('null')
    await takeIn(ports, ...names(6).map((name) => loss(name).entry), runEntry(6))
    expect((await ports.outbox.unsent()).due).toHaveLength(6)
    refusing.clear()
    await sweep(ports, { olderThanMs: 0 })
    expect(messages).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      name: 'announcement-refused',
      announcement: `${String(bodyIn(messages[0])['alert_id'])}/firing`,
    })
  })
})

describe('a host that most of its pipelines cannot be seen of', () => {
  const sources = [{ source: 'prod', watched: '3', unobservable: '2' }, { more: '7' }]

  test('is one message, by what the run says of the source, and one when they are seen again', async () => {
    const { ports, told } = telling()
    const raised = ['orders', 'fraud'].map((name) => unseen(name))
    await takeIn(ports, ...raised.map(({ entry }) => entry), runEntry(2, 'run-1', sources))
    const ended = raised.map((one, i) => seenAgain(i === 0 ? 'orders' : 'fraud', one, { run: 'run-2' }))
    const seen = [{ source: 'prod', watched: '3', unobservable: '0' }]
    await takeIn(ports, ...ended.map(({ entry }) => entry), runEntry(2, 'run-2', seen))
    expect(told()).toEqual(['null firing', 'null resolved'])
  })

  test('is told pipeline by pipeline where the run says nothing of its sources', async () => {
    const { ports, told } = telling()
    await takeIn(ports, unseen('orders').entry, unseen('fraud').entry, runEntry(2))
    expect(told()).toEqual(['fraud firing', 'orders firing'])
  })
})

describe('a storm whose teller is killed', () => {
  /** Is killed behind the `n`-th receipt; nothing that it would do after that gets through. */
  function dyingAt(ports: NotifyPorts, n: number): NotifyPorts {
    let writes = 0
    const killed = () => Promise.reject(new Error('killed'))
    const { sent } = ports.outbox
    const dying: NotifyPorts['outbox']['sent'] = async (lane, ids, receipt) => {
      for (const id of ids) {
        writes += 1
        if (writes > n) await killed()
        await sent(lane, [id], receipt)
      }
    }
    return { ...ports, outbox: { ...ports.outbox, sent: dying, release: killed } }
  }

  test.each([0, 1, 3, 5])(
    'after %i of six receipts is told again as the same message, to the byte',
    async (n) => {
      const { ports, messages, pass } = telling()
      const entries = [...names(6).map((name) => loss(name).entry), runEntry(6)]
      await expect(takeIn(dyingAt(ports, n), ...entries)).rejects.toThrow('killed')
      expect((await ports.outbox.unsent()).due).toHaveLength(6 - n)
      await takeIn(ports, ...entries)
      expect(messages).toHaveLength(1)
      pass(MINUTE_MS)
      await sweep(ports, { olderThanMs: MINUTE_MS })
      expect(messages).toHaveLength(2)
      expect(messages[1]).toEqual(messages[0])
      expect((await ports.outbox.unsent()).due).toEqual([])
      pass(MINUTE_MS)
      await sweep(ports, { olderThanMs: 0 })
      expect(messages).toHaveLength(2)
    },
  )

  test('loses no alert and repeats none under another id, wherever he is killed', async () => {
    for (let calls = 0; calls < 30; calls += 1) {
      const { ports, messages, pass } = telling()
      const entries = [...names(6).map((name) => loss(name).entry), runEntry(6)]
      await takeIn(dyingAfter(ports, calls), ...entries).catch(() => {})
      pass(MINUTE_MS)
      await takeIn(ports, ...entries)
      await sweep(ports, { olderThanMs: 0 })
      const ids = new Set(messages.map((message) => bodyIn(message)['alert_id']))
      expect([calls, ids.size, toldIn(messages)]).toEqual([calls, 1, names(6)])
    }
  })

  /** A process that is killed after so many calls of its stores and its topic. */
  function dyingAfter(ports: NotifyPorts, calls: number): NotifyPorts {
    let left = calls
    const dying = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, name) => {
          const method: unknown = Reflect.get(target, name)
          if (typeof method !== 'function') return method
          return async (...given: unknown[]) => {
            left -= 1
            if (left < 0) throw new Error('killed')
            return Reflect.apply(method, target, given)
          }
        },
      })
    const { publish } = dying({ publish: ports.publish })
    return { ...ports, alerts: dying(ports.alerts), outbox: dying(ports.outbox), publish }
  }
})

describe('two who tell one run at once', () => {
  test('tell it once', async () => {
    const { ports, messages } = telling()
    const slow: NotifyPorts = {
      ...ports,
      publish: async (message) => {
        await takeIn(ports, runEntry(6))
        return ports.publish(message)
      },
    }
    await takeIn(slow, ...names(6).map((name) => loss(name).entry), runEntry(6))
    expect(messages).toHaveLength(1)
  })

  test('tell what is left once, where the first was so slow that his claim ran out', async () => {
    const outbox = createMemoryOutbox()
    const { ports, told, pass } = telling({ outbox })
    let stalls = true
    const slow: NotifyPorts = {
      ...ports,
      publish: async (message) => {
        const receipt = await ports.publish(message)
        if (!stalls) return receipt
        stalls = false
        pass(2 * MINUTE_MS)
        await takeIn(ports, runEntry(12))
        return receipt
      },
    }
    const storms = [loss('orders', { checkpoints: 12 }), loss('fraud', { checkpoints: 12 })]
    await takeIn(slow, ...storms.map(({ entry }) => entry), runEntry(24))
    // The first message twice, by the slow one and by the one who took over; the second once.
    expect(told()).toEqual(['fraud firing', 'fraud firing', 'orders firing'])
    expect((await outbox.unsent()).due).toEqual([])
  })
})

function toldIn(messages: readonly Message[]): readonly unknown[] {
  return [...new Set(messages.flatMap((message) => bodyIn(message)['pipelines'] ?? []))]
}
