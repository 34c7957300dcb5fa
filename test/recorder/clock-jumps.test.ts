import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import { sweep } from '../../lambdas/publisher/notify/sweep.ts'
import { loss, runEntry, telling } from '../publisher/notify/telling.ts'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

const DAY = 86_400
const JUMPS = [-1, -DAY, DAY, -400 * DAY, 400 * DAY, -3_600, 3_600, -0.001]
const [A, B] = [checkpoint(60), checkpoint(120)]

describe('a clock that jumps', () => {
  it('makes no alarm, no entry that is older than the one before it, and no gap in the ledger', async () => {
    const world = recording(configuration(['orders', 'payments']))
    let born = 180
    let before = [A, B] as const
    for (const [i, jump] of JUMPS.entries()) {
      world.script('orders', before)
      world.script('payments', [A, B])
      await world.run()
      world.pass(jump)
      // Rotation goes on, by the pipeline's own clock.
      before = [before[1], checkpoint(born)]
      born += 60
      if (i % 2 === 0) await world.run()
      world.pass(60)
    }
    const entries = (
      await Promise.all(
        ['prod/orders', 'prod/payments', 'recorder/0'].map((name) =>
          world.ledger.readForward(name, 1, 1_000),
        ),
      )
    ).map((all) => all.map(({ entry }) => entry))
    const events = entries.flat().flatMap((entry): readonly LedgerEvent[] => entry.events)
    expect(events.filter(({ kind }) => kind === 'alert-raised' || kind === 'checkpoint-missing')).toEqual([])
    for (const all of entries) {
      expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted())
      expect(all.map(({ seq }) => seq)).toEqual(all.map((_, place) => place + 1))
    }
    expect(entries[2]).toHaveLength(JUMPS.length * 1.5)
  })

  it('does not hide a loss, and the loss is told once', async () => {
    const world = recording(configuration(['orders']))
    world.script('orders', [A, B])
    await world.run()
    world.pass(-DAY)
    world.script('orders', [A])
    await world.run()
    world.pass(2 * DAY)
    await world.run()
    const entries = await world.ledger.readForward('prod/orders', 1, 1_000)
    const missing = entries.flatMap(({ entry }) =>
      entry.events.filter(({ kind }) => kind === 'checkpoint-missing'),
    )
    expect(missing.map(({ uuid }) => uuid)).toEqual([B.uuid])
  })

  it('leaves no alert untold that was noted, or claimed by somebody who died, while it was ahead', async () => {
    const { ports, told, pass } = telling()
    pass(DAY * 1_000)
    const killed = () => Promise.reject(new Error('killed'))
    const outbox = { ...ports.outbox, dueOf: killed, release: killed }
    await expect(takeIn({ ...ports, outbox }, loss('orders').entry, runEntry(1))).rejects.toThrow('killed')
    pass(-DAY * 1_000)
    await sweep(ports, { olderThanMs: 60_000 })
    expect(told()).toEqual(['orders firing'])
  })
})
