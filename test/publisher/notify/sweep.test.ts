import { describe, expect, test } from 'vitest'
import { instant } from '../../../lambdas/domain/instant.ts'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { createMemoryOutbox } from '../../../lambdas/ledger/outbox/memory-outbox.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import { sweep } from '../../../lambdas/publisher/notify/sweep.ts'
import { bodyIn, loss, names, recovery, runEntry, telling } from './telling.ts'

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

  test('groups what a dead run left, as the run would have been', async () => {
    const { ports, messages, pass } = telling()
    for (const name of names(6)) await takeIn(ports, loss(name, { run: 'dead' }).entry)
    for (const name of names(5)) await takeIn(ports, loss(`other-${name}`, { run: 'other' }).entry)
    pass(MINUTE_MS)
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(messages).toHaveLength(6)
    expect(messages.map(bodyIn).find(({ pipeline }) => pipeline === null)?.['pipelines']).toEqual(names(6))
  })

  test('waits for a run to which something was added within the minute, so that a storm is not torn apart', async () => {
    const { ports, messages, pass } = telling()
    for (const name of names(6)) {
      await takeIn(ports, loss(name).entry)
      pass(MINUTE_MS / 2)
      await sweep(ports, { olderThanMs: MINUTE_MS })
    }
    expect(messages).toEqual([])
    await takeIn(ports, runEntry(6))
    expect(messages).toHaveLength(1)
  })

  test('waits no longer than five minutes for a run that never ends', async () => {
    const { ports, told, pass } = telling()
    for (const name of names(11)) {
      await takeIn(ports, loss(name).entry)
      pass(MINUTE_MS / 2)
    }
    expect(told()).toEqual([])
    await sweep(ports, { olderThanMs: MINUTE_MS })
    expect(told()).toEqual(['null firing'])
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
    expect((await ports.outbox.unsent()).due).toEqual([])
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

  test('leaves alone what somebody else is telling', async () => {
    const { ports, told, pass } = telling()
    await takeIn(ports, loss('orders').entry)
    await ports.outbox.claim('run-1', instant(ports.clock.now()), MINUTE_MS)
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual([])
    pass(MINUTE_MS)
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['orders firing'])
  })

  test('tells the others where one is refused, says which, and tries again at once the next time', async () => {
    const { ports, told, refusing } = telling()
    refusing.add('orders')
    await takeIn(ports, loss('orders').entry)
    await takeIn(ports, loss('fraud').entry)
    const id = announcementsOf(loss('orders').entry)[0]?.id ?? ''
    await expect(sweep(ports, { olderThanMs: 0 })).rejects.toThrow(`announcements not sent: ${id}`)
    expect(told()).toEqual(['fraud firing'])
    refusing.clear()
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['fraud firing', 'orders firing'])
  })

  test('is held up by no run that cannot be told, and says which', async () => {
    const outbox = createMemoryOutbox()
    const dueOf = async (lane: string) => {
      if (lane === 'run-1') throw new Error('unreadable')
      return outbox.dueOf(lane)
    }
    const { ports, told, lines } = telling({ outbox: { ...outbox, dueOf } })
    await takeIn(ports, loss('orders').entry)
    await takeIn(ports, loss('fraud', { run: 'run-2' }).entry)
    await expect(sweep(ports, { olderThanMs: 0 })).rejects.toThrow('announcements not sent: run-1')
    expect(told()).toEqual(['fraud firing'])
    expect(lines).toContainEqual({ name: 'announcement-refused', announcement: 'run-1', error: 'unreadable' })
  })

  test('is held up by nothing that cannot be read, and says what', async () => {
    const outbox = createMemoryOutbox()
    const unsent = async () => ({ ...(await outbox.unsent()), unreadable: ['run-1|broken'] })
    const { ports, told, lines } = telling({ outbox: { ...outbox, unsent } })
    await takeIn(ports, loss('orders').entry)
    await sweep(ports, { olderThanMs: 0 })
    expect(told()).toEqual(['orders firing'])
    expect(lines[0]).toEqual({
      name: 'announcement-refused',
      announcement: 'run-1|broken',
      error: 'what was noted of it cannot be read',
    })
  })
})
