import { alertId } from '../../domain/alert.ts'
import type { Clock } from '../../domain/clock.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { sealAll } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { findsMadeUpLoss } from './made-up-loss.ts'

export const REHEARSAL_LEDGER = 'recorder/0'
export const REHEARSED = 'loss-rehearsed'

export type Rehearsed =
  /** The entry is there: from here on it takes the way of every alert, and its receipt will be in the record as well. */
  | { readonly kind: 'asked'; readonly id: string; readonly at: Instant; readonly seq: number }
  /** The comparison did not find the loss: every real one is missed as well. */
  | { readonly kind: 'not-found' }

export interface RehearsalPorts {
  readonly ledger: Ledger
  readonly clock: Pick<Clock, 'now'>
  /** Where no run follows that brings the entry into the log. */
  readonly notePending?: (ledger: string, seq: number) => Promise<void>
}

// Runs, people and the publisher append there as well.
const ATTEMPTS = 20

/** Lets the recorder find a loss that is none, and records that it did, as what people are to be told of. Rejects where the ledger fails. */
export async function rehearseLoss(ports: RehearsalPorts, actor: string): Promise<Rehearsed> {
  const { ledger, clock, notePending } = ports
  const found = await findsMadeUpLoss(clock.now())
  if (!found.includes('checkpoint-missing') || !found.includes('alert-raised')) return { kind: 'not-found' }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const head = await ledger.head(REHEARSAL_LEDGER)
    const place = { ledger: REHEARSAL_LEDGER, seq: (head?.entry.seq ?? 0) + 1, epoch: null }
    const id = alertId(place, REHEARSED, null)
    const data = { test: id, outcome: 'asked', severity: 'info', actor, found: 'checkpoint-missing' }
    const event: LedgerEvent = { kind: REHEARSED, severity: 'silent', data }
    const [sealed] = sealAll(head, {
      at: instant(clock.now()),
      by: actor,
      epoch: null,
      events: [event],
      evidence: [],
      ledger: REHEARSAL_LEDGER,
      run: null,
    })
    if (sealed === undefined) throw new Error('a rehearsal is one entry')
    await notePending?.(REHEARSAL_LEDGER, sealed.entry.seq)
    if ((await ledger.append(sealed)) === 'appended')
      return { kind: 'asked', id, at: sealed.entry.at, seq: sealed.entry.seq }
  }
  throw new Error(`${REHEARSAL_LEDGER}: others appended first, ${ATTEMPTS} times`)
}
