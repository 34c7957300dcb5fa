import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextOfPipeline } from '../../bench/latency/made-up-entries.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { alertEvents } from '../../lambdas/publisher/actions/alert-events.ts'
import { allPages, appendAll, oneMoreCheckpoint, publishing, rowAt } from '../support/asking.ts'
import { sealEvents } from '../support/believing.ts'
import { stories, tell } from '../support/stories.ts'

const ONE = '/v0/pipelines/orders'

it('a story has every event that names its checkpoint, and no other, whatever became of its alerts since', async () => {
  const actions = fc.array(fc.constantFrom('acknowledge', 'resolve', 'nothing'), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(stories, actions, async (story, acted) => {
      const { ledger, entries, remembered } = await tell(story)
      await act(ledger, entries.at(-1), acted)
      const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
      const all = (await allPages(ask, `${ONE}/events`, [200])).toReversed()
      for (const { uuid } of remembered) {
        const { json } = await ask(`${ONE}/history/${uuid}`)
        expect(json['events']).toEqual(all.filter((event) => event['uuid'] === uuid))
      }
    }),
    { numRuns: 30 },
  )
})

it.each([500, 8_000])(
  'a story in the middle of %i entries and hundreds of losses asks no more than a few dozen times',
  async (entries) => {
    const ledger = createMemoryLedger()
    let head: Sealed | undefined
    const middle: string[] = []
    for (let seq = 1; seq <= entries; seq += 1) {
      head = nextOfPipeline(head)
      await ledger.append(head)
      if (seq === entries / 2) middle.push(String(head.entry.events[0]?.uuid))
    }
    let reads = 0
    const counted =
      <T extends readonly unknown[], R>(read: (...given: T) => R) =>
      (...given: T): R => {
        reads += 1
        return read(...given)
      }
    const watched: Ledger = {
      ...ledger,
      readForward: counted(ledger.readForward),
      readBackward: counted(ledger.readBackward),
    }
    const { ask } = await publishing({ ledger: watched, rows: [rowAt('bench/orders', 9_000)] })
    const { json } = await ask(`${ONE}/history/${middle[0]}`)
    expect(json['events']).toHaveLength(2)
    expect(reads).toBeLessThan(60)
  },
)

/** Somebody sees to the open alerts, each time behind one more checkpoint. */
async function act(ledger: Ledger, last: Sealed | undefined, actions: readonly string[]) {
  const more = oneMoreCheckpoint(ledger)
  const ids = (last?.state.alerts ?? []).map(({ id }) => id)
  for (const [i, action] of actions.entries()) {
    await more()
    const head = await ledger.head('prod/orders')
    const id = ids[i % Math.max(1, ids.length)]
    if (head === undefined || id === undefined || action === 'nothing') continue
    const events = alertEvents(head.state, id, action as 'acknowledge' | 'resolve', {
      actor: 'a',
      note: null,
    })
    await appendAll(ledger, sealEvents(head, events, 6_000 + i))
  }
}
