import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { sealEvents } from '../support/believing.ts'
import { at } from '../support/listings.ts'
import { STEP_SECONDS } from '../support/stories.ts'

export const NAME = 'prod/orders'

export function recorded(one: CheckpointMetadata): LedgerEvent {
  return { kind: 'checkpoint-recorded', severity: 'silent', uuid: one.uuid, data: fieldsOf(one) }
}

export function ended(
  kind: 'checkpoint-retired' | 'checkpoint-missing' | 'checkpoint-cleared',
  one: CheckpointMetadata,
  recordedSeq: number,
): LedgerEvent {
  const seen = { first_seen_at: at(7), last_seen_at: at(8), recorded_seq: String(recordedSeq) }
  const data = { ...fieldsOf(one), ...seen, newer_listed: '0', keep_last: '2' }
  return { kind, severity: 'silent', uuid: one.uuid, data }
}

export function reappeared(one: CheckpointMetadata, recordedSeq: number): LedgerEvent {
  const before = { was: 'missing', ended_at: at(0), first_seen_at: at(7), recorded_seq: String(recordedSeq) }
  const data = { ...fieldsOf(one), ...before }
  return { kind: 'checkpoint-reappeared', severity: 'info', uuid: one.uuid, data }
}

/** An event that speaks of no checkpoint. */
export const GAP: LedgerEvent = { kind: 'coverage-gap', severity: 'silent', data: { seconds: '60' } }

export interface Written {
  readonly ledger: Ledger
  readonly entries: readonly Sealed[]
  readonly head: Sealed
  /** What was asked of the ledger since the last look: `at 3` for that one entry, `back 20 2` for two from the 20th on. */
  readonly asked: () => readonly string[]
}

/** One entry for each of these, `STEP_SECONDS` apart, the first at T0. */
export async function written(...events: readonly (readonly LedgerEvent[])[]): Promise<Written> {
  const ledger = createMemoryLedger()
  const entries: Sealed[] = []
  for (const [i, ofEntry] of events.entries()) {
    const [next] = sealEvents(entries.at(-1), ofEntry, i * STEP_SECONDS)
    if (next === undefined) throw new Error('nothing to seal')
    await ledger.append(next)
    entries.push(next)
  }
  const head = entries.at(-1)
  if (head === undefined) throw new Error('nothing was written')
  let asked: string[] = []
  const watched: Ledger = {
    ...ledger,
    readForward: (name, from, limit) => {
      asked.push(limit === 1 ? `at ${from}` : `on ${from} ${limit}`)
      return ledger.readForward(name, from, limit)
    },
    readBackward: (name, from, limit) => {
      asked.push(`back ${from} ${limit}`)
      return ledger.readBackward(name, from, limit)
    },
  }
  const taken = () => {
    const before = asked
    asked = []
    return before
  }
  return { ledger: watched, entries, head, asked: taken }
}
