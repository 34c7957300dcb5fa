import { describe, expect, test } from 'vitest'
import { announcementsOf } from '../../../lambdas/domain/announcement.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { sweep, takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import { loss, recovery, runEntry, telling } from './telling.ts'

const MINUTE_MS = 60_000

describe('the sweep', () => {
  test('tells what a dead run left after a minute, and not before', async () => {
    const { ports, told, pass } = telling()
    await takeIn(ports, loss('orders').entry)
    pass(MINUTE_MS - 1)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(told()).toEqual([])
    pass(1)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(told()).toEqual(['orders firing'])
  })

  test('counts from the first delivery: a repeated one does not put off the message', async () => {
    const { ports, told, pass } = telling()
    await takeIn(ports, loss('orders').entry)
    pass(MINUTE_MS - 1)
    await takeIn(ports, loss('orders').entry)
    pass(1)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(told()).toEqual(['orders firing'])
  })

  test('without a waiting time leaves nothing untold', async () => {
    const { ports, told } = telling()
    const raised = loss('orders')
    await takeIn(ports, raised.entry)
    await takeIn(ports, recovery('orders', raised, { run: 'run-2', seconds: 30 }).entry)
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['orders firing', 'orders resolved'])
    expect(await ports.outbox.unsent()).toEqual([])
  })

  test('tells nothing again that the stream has told, nor the stream what the sweep has', async () => {
    const { ports, told, pass } = telling()
    await takeIn(ports, loss('orders').entry)
    await takeIn(ports, runEntry(1))
    await takeIn(ports, loss('fraud', { run: 'run-2' }).entry)
    pass(MINUTE_MS)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    await takeIn(ports, runEntry(1, 'run-2'))
    expect(told()).toEqual(['orders firing', 'fraud firing'])
  })

  test('leaves alone what somebody else is sending', async () => {
    const { ports, told, pass } = telling()
    const { entry } = loss('orders')
    await takeIn(ports, entry)
    const id = announcementsOf(entry)[0]?.id ?? ''
    await ports.outbox.claim(id, instant(ports.clock.now()), MINUTE_MS)
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual([])
    pass(MINUTE_MS)
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['orders firing'])
  })

  test('tells the others where one is refused, and says which', async () => {
    const { ports, told, refusing } = telling()
    refusing.add('orders')
    await takeIn(ports, loss('orders').entry)
    await takeIn(ports, loss('fraud').entry)
    const id = announcementsOf(loss('orders').entry)[0]?.id ?? ''
    await expect(sweep(ports, { olderThanMs: 0 })).rejects.toThrow(id)
    expect(told()).toEqual(['fraud firing'])
  })
})
