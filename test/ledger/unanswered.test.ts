import { describe, expect, it } from 'vitest'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import type { Announcement } from '../../lambdas/domain/telling/announcement.ts'
import type { AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import type { Committed } from '../../lambdas/ledger/work/log-progress.ts'
import { havingSeen } from '../support/believing.ts'
import { at, checkpoint } from '../support/listings.ts'
import { row as written } from './attempts.ts'
import { onTheWire, type Stores } from './wire.ts'
import { twoAnnouncements } from './work-contract.ts'

const { wire, stores } = onTheWire()
const [first] = twoAnnouncements()
const receipt = { messageId: 'm-1', sentAt: at(2) }
const overview = (shard: string) => ({ shard, finishedAt: at(0), rows: [], matched: {}, configuration: null })
const row = (id: string): AlertRow => ({ ...written, id })
const committed = (ledger: string): Committed => ({
  before: 0n,
  size: 1n,
  root: 'ab'.repeat(32),
  steps: [{ ledger, from: 1, to: 1 }],
})

function firstOf(ledger: string): Sealed {
  const [sealed] = sealAll(undefined, { ...havingSeen(checkpoint(1)).entry, ledger })
  if (sealed === undefined) throw new Error('nothing was sealed')
  return sealed
}

function named(name: string): Announcement {
  return { ...first, id: `${first.id}/${name}`, run: name }
}

interface Write {
  readonly what: string
  readonly operation: string
  /** Writes under a name of its own, and says what came of it. */
  readonly write: (stores: Stores, name: string) => Promise<unknown>
  /** What is there afterwards. */
  readonly left: (stores: Stores, name: string) => Promise<unknown>
  readonly prepare?: (stores: Stores, name: string) => Promise<unknown>
}

/** Every kind of write there is, the one that the ledger's commit point is first. */
const WRITES: readonly Write[] = [
  {
    what: 'an entry',
    operation: 'PutItem',
    write: ({ ledger }, name) => ledger.append(firstOf(name)),
    left: async ({ ledger }, name) => (await ledger.readForward(name, 1, 10)).map(({ entry }) => entry.seq),
  },
  {
    what: 'an overview',
    operation: 'PutItem',
    // The same client tries again and finds its own: whoever is told so reads it, and writes what both know.
    write: ({ overviews }, name) => overviews.write(overview(name), 0).then(() => 'told'),
    left: ({ overviews }, name) => overviews.read(name),
  },
  {
    what: 'the log’s commit',
    operation: 'TransactWriteItems',
    // As with an overview; what came to pass is read again.
    write: async ({ progress }, name) => {
      const { version } = await progress.read()
      await progress.commit(committed(name), { name, watermarks: new Map([[name, 1]]) }, version)
    },
    left: async ({ progress }, name) => [
      (await progress.read()).committed?.steps,
      (await progress.watermarks()).get(name),
    ],
  },
  {
    what: 'a note of what is pending',
    operation: 'PutItem',
    write: ({ progress }, name) => progress.notePending(name, 3),
    left: async ({ progress }, name) => (await progress.pending()).get(name),
  },
  {
    what: 'its settling',
    operation: 'DeleteItem',
    prepare: ({ progress }, name) => progress.notePending(name, 3),
    write: ({ progress }, name) => progress.settlePending(name, 3),
    left: async ({ progress }, name) => (await progress.pending()).has(name),
  },
  {
    what: 'an alert',
    operation: 'TransactWriteItems',
    write: ({ alerts }, name) => alerts.record(row(name)),
    left: ({ alerts }, name) => alerts.find(name),
  },
  {
    what: 'a reminder',
    operation: 'TransactWriteItems',
    prepare: ({ alerts }, name) => alerts.record(row(name)),
    write: ({ alerts }, name) => alerts.remind([{ ...row(name), reminded: { n: 1, dueAt: at(9) } }]),
    left: ({ alerts }, name) => alerts.find(name),
  },
  {
    what: 'an announcement',
    operation: 'TransactWriteItems',
    write: ({ outbox }, name) => outbox.note([named(name)], at(1)),
    left: async ({ outbox }, name) => [await outbox.dueOf(name), await outbox.countOf(name)],
  },
  {
    what: 'what a run expects',
    operation: 'PutItem',
    write: ({ outbox }, name) => outbox.expect(name, { announcements: 1, sources: [] }, at(1)),
    left: ({ outbox }, name) => outbox.expectedOf(name),
  },
  {
    what: 'a receipt',
    operation: 'TransactWriteItems',
    prepare: ({ outbox }, name) => outbox.note([named(name)], at(1)),
    write: ({ outbox }, name) => outbox.sent(name, [named(name).id], receipt),
    left: async ({ outbox }, name) => [await outbox.dueOf(name), await outbox.receipts([named(name).id])],
  },
  {
    what: 'the extension of a claim',
    operation: 'UpdateItem',
    prepare: ({ outbox }, name) => outbox.claim(name, at(0), 1_000),
    write: ({ outbox }, name) => {
      const held = { untilMs: Date.parse(at(1)), telling: null }
      return outbox.extend(name, held, { telling: null, at: at(1), leaseMs: 1_000 })
    },
    left: ({ outbox }, name) => outbox.claim(name, at(1.5), 1_000),
  },
  {
    what: 'the release of a claim',
    operation: 'DeleteItem',
    prepare: ({ outbox }, name) => outbox.claim(name, at(0), 1_000),
    write: ({ outbox }, name) => outbox.release(name, { untilMs: Date.parse(at(1)), telling: null }),
    left: ({ outbox }, name) => outbox.claim(name, at(0), 1_000),
  },
]

function once(operation: string, kind: 'unanswered' | 'replayed' | 'broken'): void {
  let isDone = false
  wire().decide((asked) => {
    if (isDone || asked.operation !== operation) return { kind: 'passes' }
    isDone = true
    return { kind }
  })
}

// What was written stays in the table: each test writes under names of its own, also when it is repeated.
let tests = 0

describe.each(['unanswered', 'replayed', 'broken'] as const)('a write that is %s', (kind) => {
  it.each(WRITES)(
    'leaves what one write leaves: $what',
    async ({ operation, prepare, write, left, what }) => {
      tests += 1
      const calm = `calm ${what} ${kind} ${tests}`
      const name = `${kind} ${what} ${kind} ${tests}`
      const withoutNames = (value: unknown): unknown =>
        JSON.parse(JSON.stringify(value, plain).replaceAll(calm, 'N').replaceAll(name, 'N'))
      await prepare?.(stores(), calm)
      const wanted = [await write(stores(), calm), await left(stores(), calm)]
      await prepare?.(stores(), name)
      once(operation, kind)
      const got = [await write(stores(), name), await left(stores(), name)]
      expect(wire().met(kind)).toBe(1)
      expect(withoutNames(got)).toEqual(withoutNames(wanted))
    },
  )
})

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Map ? [...value] : value
}
