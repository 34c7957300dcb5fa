import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { allPages, appendAll, oneMoreCheckpoint, publishing, rowAt } from '../support/asking.ts'
import { sealEvents } from '../support/believing.ts'
import { at, checkpoint } from '../support/listings.ts'
import { stories, tell } from '../support/stories.ts'

const ONE = '/v0/pipelines/orders'
const limits = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })

it('shows every event exactly once over pages of any size, while entries are appended', async () => {
  await fc.assert(
    fc.asyncProperty(stories, limits, async (story, sizes) => {
      const { ledger, entries } = await tell(story)
      const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
      const items = await allPages(ask, `${ONE}/events`, sizes, oneMoreCheckpoint(ledger))
      const walked = entries.flatMap(({ entry }) =>
        entry.events.map(({ kind, uuid }) => `${entry.seq} ${kind} ${uuid}`),
      )
      expect(
        items.map((item) => `${String(item['seq'])} ${String(item['kind'])} ${String(item['uuid'])}`),
      ).toEqual(walked.toReversed())
    }),
    { numRuns: 60 },
  )
})

it('shows every checkpoint exactly once over pages of any size, while entries are appended', async () => {
  await fc.assert(
    fc.asyncProperty(stories, limits, async (story, sizes) => {
      const { ledger, remembered } = await tell(story)
      const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
      const items = await allPages(ask, `${ONE}/history`, sizes, oneMoreCheckpoint(ledger))
      expect(items.map(({ uuid }) => uuid)).toEqual(remembered.map(({ uuid }) => uuid).toReversed())
    }),
    { numRuns: 60 },
  )
})

it('shows of every checkpoint the same, wherever a page begins', async () => {
  await fc.assert(
    fc.asyncProperty(stories, limits, async (story, sizes) => {
      const { ledger } = await tell(story)
      const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
      const { json } = await ask(`${ONE}/history?limit=200`)
      expect(await allPages(ask, `${ONE}/history`, sizes)).toEqual(json.items)
    }),
    { numRuns: 60 },
  )
})

it('looks once for the end of what was lost together', async () => {
  const ledger = createMemoryLedger()
  const all = Array.from({ length: 1_000 }, (_, i) => checkpoint(i))
  const sight = sealEvents(undefined, told(all, 'checkpoint-recorded'))
  await appendAll(ledger, sight)
  await appendAll(ledger, sealEvents(sight.at(-1), told(all, 'checkpoint-missing'), 60))
  const reads: number[] = []
  const readForward: Ledger['readForward'] = async (name, seq, limit) => {
    reads.push(seq)
    return ledger.readForward(name, seq, limit)
  }
  const { ask } = await publishing({
    ledger: { ...ledger, readForward },
    rows: [rowAt('prod/orders', 9_000)],
  })
  const first = await ask(`${ONE}/history?limit=200`)
  reads.length = 0
  const second = await ask(`${ONE}/history?limit=200&cursor=${first.json.next_cursor}`)
  expect(second.json.items?.map(({ status }) => status)).toEqual(Array(200).fill('missing'))
  // Asked for one by one it would be a search of five reads and more for each of the 200.
  expect(reads.length).toBeLessThan(200)
})

it('shows every run of every shard exactly once, newest first, while others are made', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { maxLength: 25 }),
      limits,
      async (ticks, sizes) => {
        const { ledger, ask } = await publishing({ shards: ['0', '1', '2'] })
        let seconds = 0
        const oneRun = async (run: string, shard: number) => {
          const counts = { listed: '1', unobservable: '0', skipped: '0', entries: '1' }
          const data = { ...counts, started_at: at(seconds), finished_at: at(seconds), configuration: 'c' }
          const events = [{ kind: 'run-completed', severity: 'silent', data }] as const
          const draft = { at: at(seconds), by: 'recorder', epoch: null, events, evidence: [] }
          const head = await ledger.head(`recorder/${shard}`)
          await appendAll(ledger, sealAll(head, { ...draft, ledger: `recorder/${shard}`, run }))
        }
        for (const [i, [shard, wait]] of ticks.entries()) {
          seconds += wait
          await oneRun(`run-${i}`, shard)
        }
        const arrive = async () => {
          seconds += 1
          await oneRun(`later-${seconds}`, seconds % 3)
        }
        const items = await allPages(ask, '/v0/runs', sizes, arrive)
        const ids = items.map((item) => String(item['run_id']))
        expect(ids.toSorted()).toEqual(ticks.map((_, i) => `run-${i}`).toSorted())
        const times = items.map((item) => String(item['finished_at']))
        expect(times).toEqual(times.toSorted().toReversed())
      },
    ),
    { numRuns: 40 },
  )
})

function told(
  checkpoints: readonly CheckpointMetadata[],
  kind: 'checkpoint-recorded' | 'checkpoint-missing',
): readonly LedgerEvent[] {
  const ended = { first_seen_at: at(0), last_seen_at: at(0), recorded_seq: '1' }
  return checkpoints.map((one) => ({
    kind,
    severity: 'silent',
    uuid: one.uuid,
    data: { ...fieldsOf(one), ...(kind === 'checkpoint-missing' ? ended : {}) },
  }))
}
