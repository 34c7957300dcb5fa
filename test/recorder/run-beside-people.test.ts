import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { recordAction } from '../../lambdas/publisher/actions/record-action.ts'
import { isFailure } from '../../lambdas/publisher/failure.ts'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

const RUNS = 'recorder/0'
const TESTED: LedgerEvent = { kind: 'notification-tested', severity: 'silent', data: { outcome: 'asked' } }

/** Before each of the first `times` appends to the ledger of runs somebody else takes its place. */
function overtaken(ledger: Ledger, times: number, other: () => Promise<unknown>): Ledger {
  let left = times
  return {
    ...ledger,
    append: async (sealed) => {
      if (sealed.entry.ledger === RUNS && left > 0) {
        left -= 1
        await other()
      }
      return ledger.append(sealed)
    },
  }
}

async function act(ledger: Ledger): Promise<void> {
  const ports = { ledger, clock: { now: () => Date.UTC(2026, 10, 1) }, notePending: async () => {} }
  const done = await recordAction(ports, { name: RUNS, actor: 'ada' }, async () => [TESTED])
  if (isFailure(done)) throw new Error(done.message)
}

const kindsOf = async (ledger: Ledger) => {
  const entries = await ledger.readForward(RUNS, 1, 100)
  // Dense and chained, whoever was first.
  expect(entries.map(({ entry }) => entry.seq)).toEqual(entries.map((_, i) => i + 1))
  for (const [i, { entry }] of entries.entries())
    if (i > 0) expect(entry.prev).toBe(entries[i - 1]?.entry.hash)
  return entries.map(({ entry }) => entry.events.at(-1)?.kind)
}

describe('the ledger of runs, to which people and the publisher append as well', () => {
  it.each([1, 3])(
    'takes the run in behind %i of theirs that came between its reading and its append',
    async (times) => {
      const world = recording(configuration(['orders']), ({ ledger }) => ({
        ledger: overtaken(ledger, times, () => act(ledger)),
      }))
      world.script('orders', [checkpoint(1)])
      const { entries } = await world.run()
      expect(await kindsOf(world.ledger)).toEqual([
        ...Array.from({ length: times }, () => 'notification-tested'),
        'run-completed',
      ])
      expect(entries).toBe(2)
      // And the next run follows as ever.
      await world.run()
      expect((await kindsOf(world.ledger)).at(-1)).toBe('run-completed')
    },
  )

  it('takes theirs in behind the run that came between their reading and their append', async () => {
    const world = recording(configuration(['orders']))
    world.script('orders', [checkpoint(1)])
    await act(overtaken(world.ledger, 1, () => world.run()))
    expect(await kindsOf(world.ledger)).toEqual(['run-completed', 'notification-tested'])
  })

  it('is begun by theirs where no run was ever made, and the first run is none that follows another', async () => {
    const world = recording(configuration(['orders']))
    await act(world.ledger)
    world.script('orders', [checkpoint(1)])
    const { events } = await world.run()
    expect(events['configuration-changed']).toBeUndefined()
    expect(await kindsOf(world.ledger)).toEqual(['notification-tested', 'run-completed'])
  })
})

describe('a first sight that is cut short', () => {
  it('goes on as one though somebody plans maintenance meanwhile', async () => {
    const all = Array.from({ length: 400 }, (_, i) => checkpoint(i))
    let appended = 0
    const world = recording(configuration(['orders']), ({ ledger }) => ({
      ledger: {
        ...ledger,
        append: async (sealed) => {
          if (sealed.entry.ledger === 'prod/orders') appended += 1
          // The recorder dies between two entries of its first sight.
          if (sealed.entry.ledger === 'prod/orders' && appended === 2) throw new Error('killed')
          return ledger.append(sealed)
        },
      },
    }))
    world.script('orders', all)
    await world.run().catch(() => {})
    const data = { approval: 'a', kinds: [], from: 'x', until: 'x', reason: 'x', actor: 'ada' }
    const span = { from: '2026-11-01T00:00:00.000Z', until: '2099-11-01T00:00:00.000Z' }
    const planned: LedgerEvent = { kind: 'change-approved', severity: 'info', data: { ...data, ...span } }
    const ports = { ledger: world.ledger, clock: world.ports.clock, notePending: async () => {} }
    await recordAction(ports, { name: 'prod/orders', actor: 'ada' }, async () => [planned])
    await world.run()
    const entries = await world.ledger.readForward('prod/orders', 1, 100)
    const recorded = entries
      .flatMap(({ entry }) => entry.events)
      .filter(({ kind }) => kind === 'checkpoint-recorded')
    expect(recorded).toHaveLength(400)
    expect(recorded.every(({ data: said }) => said['baseline'] === true)).toBe(true)
  })
})
