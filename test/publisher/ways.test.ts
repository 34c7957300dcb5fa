import { describe, expect, test } from 'vitest'
import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import type { Publish } from '../../lambdas/publisher/notify/ports.ts'
import { sweep } from '../../lambdas/publisher/notify/sweep.ts'
import { createWays, type Way } from '../../lambdas/publisher/ways.ts'
import { loss, telling } from './notify/telling.ts'

/** A publisher with three ways out, of which those named refuse. */
function threeWays() {
  const gave: string[] = []
  const refusing = new Set<string>()
  const way = (name: string): Way => ({
    name,
    give: async (_message, id) => {
      if (refusing.has(name)) throw new Error(`${name} refused`)
      gave.push(`${name} ${id.split('/').slice(1).join('/')}`)
      return { messageId: `${name}-${gave.length}` }
    },
  })
  const outbox = createMemoryOutbox()
  const world = telling({ outbox })
  const publish: Publish = createWays(way('topic'), [way('chat'), way('events')], {
    outbox,
    clock: world.ports.clock,
  })
  return { ...world, ports: { ...world.ports, publish }, gave, refusing }
}

const { entry } = loss('orders', { run: null })
const NOW = { olderThanMs: 0 }

describe('several ways out', () => {
  test('each are given the message once, and the first one’s id is the receipt', async () => {
    const { ports, gave, lines } = threeWays()
    await takeIn(ports, entry)
    await sweep(ports, NOW)
    expect(gave).toEqual(['topic firing', 'chat firing', 'events firing'])
    expect(lines).toMatchObject([{ name: 'announcement-sent', messageId: 'topic-1' }])
  })

  test.each(['chat', 'events'])(
    'tell nobody twice because the %s refuses: only it is tried again',
    async (name) => {
      const { ports, gave, refusing, lines } = threeWays()
      refusing.add(name)
      await takeIn(ports, entry)
      for (let i = 0; i < 3; i += 1) await expect(sweep(ports, NOW)).rejects.toThrow('announcements not sent')
      expect(gave).toHaveLength(2)
      expect(lines.map((line) => line.name)).toEqual(Array.from({ length: 4 }, () => 'announcement-refused'))
      refusing.clear()
      await sweep(ports, NOW)
      await sweep(ports, NOW)
      expect(gave.toSorted()).toEqual(['chat firing', 'events firing', 'topic firing'])
      expect(lines.at(-1)).toMatchObject({ name: 'announcement-sent', messageId: 'topic-1' })
    },
  )

  test('are all tried though people cannot be told, and the message stays due until they are', async () => {
    const { ports, gave, refusing } = threeWays()
    refusing.add('topic')
    await takeIn(ports, entry)
    expect(gave).toEqual(['chat firing', 'events firing'])
    expect((await ports.outbox.unsent()).due).toHaveLength(1)
    refusing.clear()
    await sweep(ports, NOW)
    expect(gave).toEqual(['chat firing', 'events firing', 'topic firing'])
    expect((await ports.outbox.unsent()).due).toEqual([])
  })

  test('repeat what was given where nobody noted it: at least once, as with one way', async () => {
    const { ports, gave, refusing } = threeWays()
    refusing.add('events')
    const { noteTaken } = ports.outbox
    const dying = { ...ports.outbox, noteTaken: () => Promise.reject(new Error('died')) }
    const publish = createWays(
      { name: 'topic', give: async () => ({ messageId: String(gave.push('topic')) }) },
      [{ name: 'events', give: () => Promise.reject(new Error('refused')) }],
      { outbox: dying, clock: ports.clock },
    )
    await takeIn({ ...ports, outbox: dying, publish }, entry)
    await expect(sweep({ ...ports, outbox: { ...dying, noteTaken }, publish }, NOW)).rejects.toThrow()
    expect(gave).toEqual(['topic', 'topic'])
  })

  test('that is only one asks no store', async () => {
    const give: Publish = async () => ({ messageId: 'm' })
    const { clock, outbox } = telling().ports
    expect(createWays({ name: 'topic', give }, [], { outbox, clock })).toBe(give)
  })
})
