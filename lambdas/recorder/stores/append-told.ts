import { isDeepStrictEqual } from 'node:util'
import type { Citation } from '../../domain/citation.ts'
import type { CopyEvent } from '../../domain/copies/copy-event.ts'
import type { Instant } from '../../domain/instant.ts'
import { severityOf } from '../../domain/policy.ts'
import { type Sealed, sealAll } from '../../domain/sealing.ts'
import { fits } from '../../ledger/item.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { StoreTask } from './store-task.ts'

/** What is to be told of a store. */
export interface Told {
  readonly at: Instant
  readonly events: readonly CopyEvent[]
  readonly evidence: readonly Citation[]
}

export interface Appended {
  /** None where nothing is to be told. */
  readonly sealed: readonly Sealed[]
  /** Another recorder was faster: what this one saw is discarded. */
  readonly overtaken: boolean
  readonly head: Sealed | undefined
}

/** Only another look at the store makes this one void: what people said in between changes nothing of what is believed of it. */
export async function appendTold(
  { ledger, run }: { readonly ledger: Ledger; readonly run: string },
  task: StoreTask,
  head: Sealed | undefined,
  { at, events, evidence }: Told,
): Promise<Appended> {
  const appended: Sealed[] = []
  const told = events.map((event) => ({ ...event, severity: severityOf(task.policy, event.kind) }))
  for (let behind = head; ; ) {
    const sealed = sealAll(behind, {
      at,
      by: 'recorder',
      epoch: task.epoch,
      events: told,
      evidence: [...new Set(evidence.map(({ object }) => object))],
      ledger: task.ledger,
      run,
    })
    if (!sealed.every(({ state }) => fits(state)))
      throw new Error(`${task.ledger}: more copies than an entry's state can hold`)
    let isTaken = false
    for (const next of sealed) {
      // From here the entry is durable: a crash loses only the notification, and the stream brings it back.
      isTaken = (await ledger.append(next)) === 'head-moved'
      if (isTaken) break
      appended.push(next)
    }
    if (!isTaken) return { sealed: appended, overtaken: false, head: appended.at(-1) ?? behind }
    const now = await ledger.head(task.ledger)
    const isSame = isDeepStrictEqual(now?.state.copies, behind?.state.copies)
    if (appended.length > 0 || !isSame) return { sealed: appended, overtaken: true, head: now }
    behind = now
  }
}
