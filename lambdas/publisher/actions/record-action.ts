import type { LedgerEvent } from '../../domain/event.ts'
import { instant } from '../../domain/instant.ts'
import { type Sealed, sealAll } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { type Failure, isFailure } from '../failure.ts'
import type { ActionPorts } from './ports.ts'

/** What follows from an action at this head; no events where it is done already. */
export type Decide = (head: Sealed | undefined) => Promise<readonly LedgerEvent[] | Failure>

export interface Recorded {
  readonly head: Sealed | undefined
  /** Appended now; none where it was done already. */
  readonly entries: readonly Sealed[]
}

// The recorder appends once a run and pipeline: whoever loses so often is not alone, and should say so.
const ATTEMPTS = 20

/**
 * Records what a person did as an entry of its own: decided anew on every newer head, so that what two people do at once is
 * done one after the other. From the append on it is durable.
 */
export async function recordAction(
  { ledger, clock, notePending }: Pick<ActionPorts, 'ledger' | 'clock' | 'notePending'>,
  { name, actor }: { readonly name: string; readonly actor: string },
  decide: Decide,
): Promise<Recorded | Failure> {
  const entries: Sealed[] = []
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const head = await ledger.head(name)
    const events = await decide(head)
    if (isFailure(events)) return events
    const sealed = sealAll(head, {
      at: instant(clock.now()),
      by: actor,
      epoch: head?.state.epoch ?? null,
      events,
      evidence: [],
      ledger: name,
      run: null,
    })
    const last = sealed.at(-1)
    if (last !== undefined) await notePending(name, last.entry.seq)
    const appended = await appendAll(ledger, sealed)
    entries.push(...appended)
    if (appended.length === sealed.length) return { head: sealed.at(-1) ?? head, entries }
  }
  throw new Error(`${name}: others appended first, ${ATTEMPTS} times`)
}

/** As many as got their place. */
async function appendAll(ledger: Ledger, sealed: readonly Sealed[]): Promise<readonly Sealed[]> {
  for (const [i, one] of sealed.entries()) {
    if ((await ledger.append(one)) === 'head-moved') return sealed.slice(0, i)
  }
  return sealed
}
