import { isDeepStrictEqual } from 'node:util'
import type { Citation } from '../../archive/evidence.ts'
import type { Clock } from '../../domain/clock.ts'
import { type Copies, noCopies } from '../../domain/copies.ts'
import type { CopyEvent } from '../../domain/copy-event.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import { severityOf } from '../../domain/policy.ts'
import { type Sealed, sealAll } from '../../domain/sealing.ts'
import { type StoreRow, storeStanding } from '../../domain/store-row.ts'
import { fits } from '../../ledger/item.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { StoreWork } from '../../ledger/store-work.ts'
import type { EvidenceBatch } from '../evidence-batch.ts'
import { checkStore, type StoreChecked } from './check-store.ts'
import type { OpenStore } from './open-configured.ts'
import { checkedEvents, movedEvents, unobservableEvents } from './store-events.ts'
import type { StoreTask } from './store-task.ts'

export interface StorePorts {
  readonly ledger: Ledger
  readonly work: StoreWork
  readonly open: OpenStore
  readonly evidence: EvidenceBatch
  readonly clock: Clock
  /** Until when a store may be read. */
  readonly endMs: number
  readonly run: string
}

/** What one check of one store led to. */
export interface StoreRecorded {
  readonly row: StoreRow
  /** None where nothing changed. */
  readonly sealed: readonly Sealed[]
  /** Another recorder was faster: what this one saw is discarded. */
  readonly overtaken: boolean
  readonly listed: { readonly objects: number; readonly catalogs: number } | null
}

/**
 * Checks one store and records what changed, in the order of a poll (DESIGN §4): head before the answers, evidence before the entry, and
 * what was learnt last: who dies before that reads again what was read. Throws where ledger, archive or work table fail.
 */
export async function recordStore(ports: StorePorts, task: StoreTask): Promise<StoreRecorded> {
  const startedAt = instant(ports.clock.now())
  const head = await ports.ledger.head(task.ledger)
  const begun = rowOf(task, startedAt, head)
  await ports.work.keepRow({ ...begun, outcome: 'checking' })
  const believed = head?.state.copies ?? noCopies(begun.firstAt)
  const hasMoved = task.row !== undefined && task.row.location !== task.store.location
  const known = hasMoved ? noCopies(startedAt) : believed
  const checked = await checkStore(ports, task, known)
  const seenAt = instant(ports.clock.now())
  const moved = hasMoved ? movedEvents(task.row.location, task.store.location) : []
  const { events, cited } = await told(ports, task, known, checked, { begun, seenAt })
  const recorded = await record(ports, task, head, {
    at: seenAt,
    events: [...moved, ...events].map((event) => ({
      ...event,
      severity: severityOf(task.policy, event.kind),
    })),
    evidence: cited,
  })
  if (recorded.overtaken) return { ...recorded, row: begun, listed: null }
  await keepLearnt(ports, task, checked)
  const row = rowAfter(begun, recorded.head, checked, seenAt)
  await ports.work.keepRow(row)
  return { ...recorded, row, listed: checked.kind === 'seen' ? checked.listed : null }
}

function rowOf(task: StoreTask, at: Instant, head: Sealed | undefined): StoreRow {
  const before = task.row
  return {
    ledger: task.ledger,
    location: task.store.location,
    firstAt: before?.location === task.store.location ? before.firstAt : at,
    attemptedAt: at,
    checkedAt: before?.checkedAt ?? null,
    outcome: before?.outcome ?? 'checking',
    why: before?.why ?? null,
    unseenSince: before?.unseenSince ?? null,
    ...storeStanding(head?.state),
  }
}

async function told(
  { ledger, evidence }: StorePorts,
  task: StoreTask,
  believed: Copies,
  checked: StoreChecked,
  { begun, seenAt }: { readonly begun: StoreRow; readonly seenAt: Instant },
): Promise<{ readonly events: readonly CopyEvent[]; readonly cited: readonly Citation[] }> {
  switch (checked.kind) {
    case 'deferred':
      return { events: [], cited: [] }
    case 'unobservable': {
      const since = begun.unseenSince ?? begun.attemptedAt
      return { events: unobservableEvents(task, believed, checked.why, { since, seenAt }), cited: [] }
    }
    case 'seen': {
      const events = await checkedEvents(ledger, task, believed, checked.seen, seenAt)
      if (events.length === 0) return { events, cited: [] }
      const [source, pipeline] = splitLedger(task.pipeline)
      const cited = await evidence.keep({ source, pipeline }, checked.answers(), task.policy.lockForMs)
      return { events, cited }
    }
    default:
      return checked satisfies never
  }
}

interface Told {
  readonly at: Instant
  readonly events: readonly CopyEvent[]
  readonly evidence: readonly Citation[]
}

/** Only another look at the store makes this one void: what people said in between changes nothing of what is believed of it. */
async function record(
  { ledger, run }: StorePorts,
  task: StoreTask,
  head: Sealed | undefined,
  { at, events, evidence }: Told,
): Promise<Pick<StoreRecorded, 'sealed' | 'overtaken'> & { readonly head: Sealed | undefined }> {
  const appended: Sealed[] = []
  for (let behind = head; ; ) {
    const sealed = sealAll(behind, {
      at,
      by: 'recorder',
      epoch: task.epoch,
      events,
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

/** Whatever became of the check, what was found whole need not be read again. */
async function keepLearnt({ work }: StorePorts, { ledger }: StoreTask, checked: StoreChecked): Promise<void> {
  if (checked.kind !== 'unobservable' && checked.memory !== null)
    await work.keepMemory(ledger, checked.memory)
}

function rowAfter(
  begun: StoreRow,
  head: Sealed | undefined,
  checked: StoreChecked,
  seenAt: Instant,
): StoreRow {
  const now = { ...begun, ...storeStanding(head?.state) }
  switch (checked.kind) {
    case 'seen':
      return { ...now, outcome: 'checked', checkedAt: seenAt, why: null, unseenSince: null }
    case 'deferred':
      return { ...now, outcome: 'deferred' }
    case 'unobservable':
      return {
        ...now,
        outcome: 'unobservable',
        why: checked.why,
        unseenSince: begun.unseenSince ?? begun.attemptedAt,
      }
    default:
      return checked satisfies never
  }
}
