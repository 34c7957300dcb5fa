import { describe, expect, it } from 'vitest'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import { errorNameOf } from '../../../lambdas/publisher/notify/record-outcome.ts'
import { sweep } from '../../../lambdas/publisher/notify/sweep.ts'
import { at } from '../../support/listings.ts'
import { entryOf, loss, names, runEntry, telling } from './telling.ts'

class NotFoundException extends Error {
  override readonly name = 'NotFoundException'
}

/** A way out that refuses everything until it is mended. */
function refusing(error: unknown = new NotFoundException('arn:aws:sns:eu-central-1:123456789012:secret')) {
  const place = telling()
  let isBroken = true
  const ports = {
    ...place.ports,
    publish: async (message: Parameters<typeof place.ports.publish>[0]) => {
      if (isBroken) throw error
      return place.ports.publish(message)
    },
  }
  const events = async () =>
    (await ports.ledger.readForward('recorder/0', 1, 1_000)).flatMap(({ entry }) => entry.events)
  const mend = (): void => {
    isBroken = false
  }
  return { ...place, ports, events, mend }
}

const trying = { olderThanMs: 0 }

describe('a message that is refused', () => {
  it('is in the record, with alert, error and time, though it could be told to nobody', async () => {
    const { ports, events, lines } = refusing()
    const { entry } = loss('orders', { run: null })
    await takeIn(ports, entry)
    const [raised] = announcementsOf(entry)
    const alert = raised?.alertId
    expect(await events()).toEqual([
      {
        kind: 'notification-refused',
        severity: 'silent',
        data: {
          announcement: `${alert}/firing`,
          alert,
          of: 'checkpoint-missing',
          state: 'firing',
          source: 'prod',
          pipeline: 'orders',
          error: 'NotFoundException',
          refused_at: at(0),
        },
      },
    ])
    // What the alarm counts (infra/alarms.ts).
    expect(lines.map(({ name }) => name)).toEqual(['announcement-refused'])
  })

  it('is said once however often it is tried, and told when the way is free again', async () => {
    const { ports, events, mend, told, pass } = refusing()
    await takeIn(ports, loss('orders', { run: null }).entry)
    for (let i = 0; i < 5; i += 1) {
      pass(60_000)
      await expect(sweep(ports, trying)).rejects.toThrow('announcements not sent')
    }
    expect(await events()).toHaveLength(1)
    mend()
    await sweep(ports, trying)
    expect(told()).toEqual(['orders firing'])
    expect(await events()).toHaveLength(1)
  })

  it('is no reason to refuse another message about it, and so on without end', async () => {
    const { ports, events } = refusing()
    await takeIn(ports, loss('orders', { run: null }).entry)
    const [own] = await ports.ledger.readForward('recorder/0', 1, 10)
    if (own === undefined) throw new Error('nothing is recorded')
    await takeIn(ports, own.entry)
    expect((await ports.outbox.unsent()).due).toHaveLength(1)
    expect(await events()).toHaveLength(1)
  })

  it('that was to tell of many is one refusal', async () => {
    const { ports, events } = refusing()
    const losses = names(20).map((name) => loss(name).entry)
    await takeIn(ports, ...losses, runEntry(20))
    expect(await events()).toMatchObject([{ data: { source: 'prod', pipeline: null } }])
  })

  it('keeps no other from being told, and no entry from being taken in', async () => {
    const { ports, told, refusing: refused } = telling()
    refused.add('orders')
    await takeIn(ports, loss('orders', { run: null }).entry, loss('clicks', { run: null }).entry)
    expect(told()).toEqual(['clicks firing'])
  })

  it('stays due where even the record cannot be written, and is recorded by the next try', async () => {
    const { ports, events, lines } = refusing()
    let isDown = true
    const ledger = createMemoryLedger()
    const failing = {
      ...ports,
      ledger: {
        ...ports.ledger,
        append: async (sealed: Parameters<typeof ledger.append>[0]) => {
          if (isDown) throw new Error('no table')
          return ports.ledger.append(sealed)
        },
      },
    }
    await takeIn(failing, loss('orders', { run: null }).entry)
    expect(lines).toHaveLength(2)
    expect(await events()).toEqual([])
    isDown = false
    await expect(sweep(failing, trying)).rejects.toThrow('announcements not sent')
    expect(await events()).toHaveLength(1)
  })

  it('is not said of one whose receipt could not be kept: it was sent', async () => {
    const { ports, told } = telling()
    const outbox = { ...ports.outbox, sent: () => Promise.reject(new Error('no table')) }
    await takeIn({ ...ports, outbox }, loss('orders', { run: null }).entry)
    expect(told()).toEqual(['orders firing'])
    expect(await ports.ledger.head('recorder/0')).toBeUndefined()
  })
})

describe('the name of an error', () => {
  it('is its code or name, and never its words, which may tell of hosts and accounts', () => {
    const coded = Object.assign(new Error("EACCES: permission denied, open '/home/ada'"), { code: 'EACCES' })
    expect(errorNameOf(coded)).toBe('EACCES')
    expect(errorNameOf(new NotFoundException('arn'))).toBe('NotFoundException')
    expect(errorNameOf(new TypeError('x'))).toBe('TypeError')
    expect(errorNameOf('arn:aws:sns')).toBe('unknown')
    expect(errorNameOf(Object.assign(new Error('x'), { code: 'a b\n' }))).toBe('unknown')
  })
})

describe('what was planned for many', () => {
  it('is told in one message, and for one pipeline by itself', async () => {
    const { ports, told } = telling()
    const data = { maintenance: 'm', kinds: [], from: at(0), until: at(60), reason: 'x', actor: 'ada' }
    const planned = (name: string) =>
      entryOf(name, [{ kind: 'maintenance-planned', severity: 'info', data }], { run: null }).entry
    await takeIn(ports, ...names(7).map(planned))
    expect(told()).toEqual(['null notice'])
    await takeIn(ports, planned('orders'))
    expect(told()).toEqual(['null notice', 'orders notice'])
  })
})
