import { describe, expect, test } from 'vitest'
import { createMemoryOutbox } from '../../../lambdas/ledger/outbox/memory-outbox.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import { createPublisher } from '../../../lambdas/publisher/publisher.ts'
import { loss, runEntry, telling } from './telling.ts'

const MINUTE_MS = 60_000

function sweeping() {
  const outbox = createMemoryOutbox()
  let reads = 0
  const unsent = async () => {
    reads += 1
    return outbox.unsent()
  }
  const world = telling({ outbox: { ...outbox, unsent } })
  const http = async () => ({ statusCode: 200 })
  const { sweep } = createPublisher({ ...world.ports, http, makeReports: async () => [] })
  return {
    ...world,
    sweep,
    reads: () => reads,
    overdue: () => world.lines.filter(({ name }) => name === 'announcements-overdue'),
  }
}

describe('what nobody was told of', () => {
  test('is said ten minutes after it was due, with the oldest of it, though the sweep fails of it', async () => {
    const { ports, refusing, pass, sweep, overdue } = sweeping()
    refusing.add('orders')
    await takeIn(ports, loss('orders').entry, runEntry(1))
    for (let minute = 1; minute < 10; minute += 1) {
      pass(MINUTE_MS)
      await expect(sweep({ kind: 'sweep' })).rejects.toThrow('announcements not sent')
    }
    expect(overdue()).toEqual([])
    pass(MINUTE_MS)
    await expect(sweep({ kind: 'sweep' })).rejects.toThrow('announcements not sent')
    expect(overdue()).toMatchObject([{ announcements: 1, oldest: expect.stringMatching(/\/firing$/) }])
    refusing.clear()
    await sweep({ kind: 'sweep' })
    expect(overdue()).toHaveLength(1)
  })

  test('is asked for once by a sweep, and once more only where something was overdue before it', async () => {
    const { ports, refusing, pass, sweep, reads } = sweeping()
    await sweep({ kind: 'sweep' })
    expect(reads()).toBe(1)
    refusing.add('orders')
    await takeIn(ports, loss('orders').entry, runEntry(1))
    pass(9 * MINUTE_MS)
    await expect(sweep({ kind: 'sweep' })).rejects.toThrow('announcements not sent')
    expect(reads()).toBe(2)
    pass(MINUTE_MS)
    await expect(sweep({ kind: 'sweep' })).rejects.toThrow('announcements not sent')
    expect(reads()).toBe(4)
  })

  test('is nothing where a long run is waited for', async () => {
    const { ports, pass, sweep, overdue } = sweeping()
    await takeIn(ports, loss('orders').entry)
    for (let minute = 1; minute < 20; minute += 1) {
      pass(MINUTE_MS)
      await takeIn(ports, loss(`p${minute}`).entry)
      await sweep({ kind: 'sweep' })
    }
    expect(overdue()).toEqual([])
  })
})
