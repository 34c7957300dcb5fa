import type { Citation } from '../../domain/citation.ts'
import { type Copies, noCopies } from '../../domain/copies/copies.ts'
import type { CopyEvent } from '../../domain/copies/copy-event.ts'
import { type StoreRow, storeStanding } from '../../domain/copies/store-row.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { StoreWork } from '../../ledger/work/store-work.ts'
import type { EvidenceBatch } from '../evidence-batch.ts'
import { type Appended, appendTold } from './append-told.ts'
import { checkStore, type StoreChecked } from './check-store.ts'
import { type KeepingPorts, keepCopies } from './keep-copies.ts'
import { checkedEvents, movedEvents, unobservableEvents } from './store-events.ts'
import type { StoreTask } from './store-task.ts'

export interface StorePorts extends KeepingPorts {
  readonly ledger: Ledger
  readonly work: StoreWork
  readonly evidence: EvidenceBatch
  readonly run: string
}

/** What one check of one store led to. */
export interface StoreRecorded extends Pick<Appended, 'sealed' | 'overtaken'> {
  readonly row: StoreRow
  readonly listed: { readonly objects: number; readonly catalogs: number } | null
}

/**
 * Checks one store and records what changed, in the order of a poll (DESIGN §4): head before the answers, evidence before the entry, and
 * what was learnt behind it: who dies before that reads again what was read. Copies are kept when all that is recorded, since no alert waits
 * for them: whoever dies between keeping and recording finds them kept in the next check. Throws where ledger, archive or work table fail.
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
  const recorded = await appendTold(ports, task, head, {
    at: seenAt,
    events: [...moved, ...events],
    evidence: cited,
  })
  if (recorded.overtaken) return { ...recorded, row: begun, listed: null }
  await keepLearnt(ports, task, checked)
  const { isDeferred, ...kept } = await keepAndRecord(ports, task, recorded.head, checked)
  const { overtaken } = kept
  const sealed = [...recorded.sealed, ...kept.sealed]
  const listed = checked.kind === 'seen' ? checked.listed : null
  if (overtaken) return { sealed, overtaken, row: begun, listed }
  const after = rowAfter(begun, kept.head, checked, seenAt)
  const row: StoreRow = isDeferred ? { ...after, outcome: 'deferred' } : after
  await ports.work.keepRow(row)
  return { sealed, overtaken, row, listed }
}

async function keepAndRecord(
  ports: StorePorts,
  task: StoreTask,
  head: Sealed | undefined,
  checked: StoreChecked,
): Promise<Appended & { readonly isDeferred: boolean }> {
  if (checked.kind !== 'seen') return { sealed: [], overtaken: false, head, isDeferred: false }
  const { events, isDeferred } = await keepCopies(ports, task, head?.state.copies, checked.remembered)
  const at = instant(ports.clock.now())
  return { ...(await appendTold(ports, task, head, { at, events, evidence: [] })), isDeferred }
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
