import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import type { Outbox } from '../../../lambdas/ledger/outbox/outbox.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import { sweep } from '../../../lambdas/publisher/notify/sweep.ts'
import { at, checkpoint, FINGERPRINT, NEXT_FINGERPRINT, timedUuid, u64 } from '../../support/listings.ts'
import { bodyIn, entryOf, loss, recovery, runEntry, telling } from './telling.ts'

const MINUTE_MS = 60_000

describe('a run', () => {
  test('is told once, when its own entry says that all of it is there', async () => {
    const { ports, told } = telling()
    await takeIn(ports, loss('orders').entry)
    await takeIn(ports, loss('fraud').entry)
    expect(told()).toEqual([])
    await takeIn(ports, runEntry(2))
    expect(told()).toEqual(['fraud firing', 'orders firing'])
  })

  test('is told as well where all of it is brought at once', async () => {
    const { ports, told } = telling()
    await takeIn(ports, loss('orders').entry, runEntry(2), loss('fraud').entry)
    expect(told()).toEqual(['fraud firing', 'orders firing'])
  })

  test('is told with the last pipeline where its own entry came first', async () => {
    const { ports, told } = telling()
    await takeIn(ports, runEntry(2))
    await takeIn(ports, loss('orders').entry)
    expect(told()).toEqual([])
    await takeIn(ports, loss('fraud').entry)
    expect(told()).toEqual(['fraud firing', 'orders firing'])
  })

  test('waits for its pipelines where it has something of its own to tell', async () => {
    const { ports, told } = telling()
    const data = { source: 'prod', format: 'double', pipelines: ['orders'], count: '1' }
    const change = { kind: 'fingerprint-format-changed', severity: 'warning', data } as const
    await takeIn(ports, runEntry(1, 'run-1', null, [change]))
    expect(told()).toEqual([])
    await takeIn(ports, loss('orders').entry)
    expect(told()).toEqual(['orders firing', 'null firing'])
  })

  test('does not wait for another run', async () => {
    const { ports, told } = telling()
    await takeIn(ports, loss('orders', { run: 'run-1' }).entry)
    await takeIn(ports, loss('fraud', { run: 'run-2' }).entry)
    await takeIn(ports, runEntry(1, 'run-2'))
    expect(told()).toEqual(['fraud firing'])
  })

  test('that gives no reason to tell anything tells nothing', async () => {
    const { ports, messages } = telling()
    const data = { ...fieldsOf(checkpoint(1)), baseline: true }
    const quiet = { kind: 'checkpoint-recorded', severity: 'silent', uuid: timedUuid(1), data } as const
    await takeIn(ports, entryOf('orders', [quiet]).entry)
    await takeIn(ports, runEntry(0))
    expect(messages).toEqual([])
  })

  test('tells nobody twice, in whatever order and however often its records are brought', async () => {
    const first = loss('orders')
    const entries = [
      first.entry,
      recovery('orders', first, { seconds: 30 }).entry,
      loss('fraud').entry,
      runEntry(3),
    ]
    const repeats = fc.array(fc.nat({ max: 3 }), { maxLength: 12 })
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })
    await fc.assert(
      fc.asyncProperty(repeats, order, repeats, async (before, all, after) => {
        const { ports, told } = telling()
        for (const i of [...before, ...all, ...after]) {
          const entry = entries[i]
          if (entry !== undefined) await takeIn(ports, entry)
        }
        expect(told().toSorted()).toEqual(['fraud firing', 'orders firing', 'orders resolved'])
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})

describe('a human action', () => {
  test('belongs to no run and is told at once', async () => {
    const { ports, told } = telling()
    const raised = loss('orders')
    const id = raised.state.alerts[0]?.id ?? ''
    const data = { alert: id, kind: 'checkpoint-missing', severity: 'critical', raised_at: raised.entry.at }
    const uuid = timedUuid(1)
    const resolving = { kind: 'alert-resolved', severity: 'silent', uuid, data } as const
    await takeIn(ports, entryOf('orders', [resolving], { run: null, head: raised, seconds: 60 }).entry)
    expect(told()).toEqual(['orders resolved'])
  })
})

describe('a message', () => {
  test('leaves a receipt with the id that it was taken under', async () => {
    const { ports, lines } = telling()
    const { entry } = loss('orders')
    await takeIn(ports, entry)
    await takeIn(ports, runEntry(1))
    const id = announcementsOf(entry)[0]?.id ?? ''
    expect((await ports.outbox.receipts([id])).get(id)).toEqual({ messageId: 'message-1', sentAt: at(0) })
    expect(lines).toEqual([{ name: 'announcement-sent', announcement: id, messageId: 'message-1' }])
    expect((await ports.outbox.unsent()).due).toEqual([])
  })

  test('carries every digit of 64-bit values, the entry and the head of the log', async () => {
    const { ports, messages } = telling()
    const from = fieldsOf(checkpoint(1, { fingerprint: FINGERPRINT, size: u64('18446744073709551615') }))
    const to = fieldsOf(checkpoint(1, { fingerprint: NEXT_FINGERPRINT, size: u64('18446744073709551615') }))
    const event = { kind: 'fingerprint-changed', severity: 'critical', uuid: timedUuid(1) } as const
    const { entry } = entryOf('orders', [{ ...event, data: { from, to } }])
    await takeIn(ports, entry)
    await takeIn(ports, runEntry(1))
    expect(bodyIn(messages[0])).toMatchObject({
      state: 'firing',
      pipeline: 'orders',
      expected: { fingerprint: '14128757731148314856', size: '18446744073709551615' },
      observed: { fingerprint: '14128757731148314857', size: '18446744073709551615' },
      entry: { seq: '1', hash: entry.hash },
      log: { origin: 'log.example', size: '0', root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
    })
  })

  test('that was refused holds up no other, nor what the stream brings next, and is told by the sweep', async () => {
    const { ports, told, refusing, lines } = telling()
    refusing.add('fraud')
    for (const pipeline of ['orders', 'fraud', 'returns']) await takeIn(ports, loss(pipeline).entry)
    const id = announcementsOf(loss('fraud').entry)[0]?.id ?? ''
    await takeIn(ports, runEntry(3))
    expect(told()).toEqual(['orders firing', 'returns firing'])
    expect(lines).toContainEqual({
      name: 'announcement-refused',
      announcement: id,
      error: 'fraud: refused',
    })
    refusing.clear()
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['orders firing', 'returns firing', 'fraud firing'])
    expect((await ports.outbox.unsent()).due).toEqual([])
  })

  test('is told again after a crash between publishing and its receipt, under the same alert and state', async () => {
    const { ports, messages, told, pass } = telling()
    const dying = { ...ports, outbox: killedBeforeReceipt(ports.outbox) }
    await takeIn(dying, loss('orders').entry)
    await expect(takeIn(dying, runEntry(1))).rejects.toThrow('killed')
    pass(MINUTE_MS - 1)
    await takeIn(ports, runEntry(1))
    expect(messages).toHaveLength(1)
    pass(1)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(told()).toEqual(['orders firing', 'orders firing'])
    expect(bodyIn(messages[1])).toEqual(bodyIn(messages[0]))
    pass(MINUTE_MS)
    await sweep(ports, { olderThanMs: 0 })
    await takeIn(ports, runEntry(1))
    expect(messages).toHaveLength(2)
  })
})

/** The outbox of a process that is killed after publishing: neither receipt nor release gets through. */
function killedBeforeReceipt(outbox: Outbox): Outbox {
  const killed = () => Promise.reject(new Error('killed'))
  return { ...outbox, sent: killed, release: killed }
}
