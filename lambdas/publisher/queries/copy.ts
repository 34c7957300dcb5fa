import type { Uuid } from '../../domain/checkpoint.ts'
import type { Copies, Copy } from '../../domain/copies/copies.ts'
import { type StoreRow, storeStanding } from '../../domain/copies/store-row.ts'
import { copiesLedger } from '../../domain/ledger-name.ts'
import { type Durabilities, durabilitiesOf, durabilityOf } from './durability.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

/** `stored`: in the store's catalog; `missing`: it was, and nothing explains that it is gone; `none`: neither, or retired since. */
export const COPY_STATUSES = ['stored', 'missing', 'none'] as const
export type CopyStatus = (typeof COPY_STATUSES)[number]

/** What is known of the stored copy of one checkpoint. */
export async function copyOf(ports: QueryPorts, pipeline: Pipeline, uuid: Uuid) {
  const [known, row] = await Promise.all([durabilitiesOf(ports, pipeline), storeRowOf(ports, pipeline)])
  const { copy, status } = foundIn(known.copies, uuid)
  return {
    uuid,
    durability: durabilityOf(known, uuid),
    status,
    location: row?.location ?? null,
    checked_at: row?.checkedAt ?? null,
    host: copy?.host ?? null,
    first_seen_at: copy?.firstSeenAt ?? null,
    missing: copy?.told.incomplete ?? [],
    damaged: copy?.told.corrupt ?? [],
    changed: copy?.told.changed ?? [],
    kept_until: known.copies?.kept.find((one) => one.uuid === uuid)?.until ?? null,
    restored_at: known.restored.get(uuid) ?? null,
  }
}

/** Whether the store's ledger speaks of it at all: of a checkpoint that was never seen listed it may. */
export function isKnownCopy({ copies }: Durabilities, uuid: Uuid): boolean {
  return foundIn(copies, uuid).status !== 'none' || copies?.kept.some((one) => one.uuid === uuid) === true
}

function foundIn(
  copies: Copies | undefined,
  uuid: Uuid,
): { readonly copy: Copy | undefined; readonly status: CopyStatus } {
  const isIt = ({ checkpoint }: Copy): boolean => checkpoint.uuid === uuid
  const stored = copies?.copies.find(isIt)
  if (stored !== undefined) return { copy: stored, status: 'stored' }
  const missing = copies?.missing.find(isIt)
  return missing === undefined ? { copy: undefined, status: 'none' } : { copy: missing, status: 'missing' }
}

/** The pipeline's store as it stands; undefined where none was ever checked. */
export async function storeOf(ports: QueryPorts, pipeline: Pipeline) {
  const row = await storeRowOf(ports, pipeline)
  if (row === undefined) return undefined
  const head = await ports.ledger.head(row.ledger)
  const copies = head?.state.copies
  return {
    ...storeItem({ ...row, ...storeStanding(head?.state) }),
    missing: copies?.missing.length ?? 0,
    owner: copies?.owner ?? null,
    other_owner: copies?.otherOwner ?? null,
    late: copies?.isLate ?? false,
  }
}

/** A row as the API shows it. */
export function storeItem({
  location,
  outcome,
  why,
  checkedAt,
  attemptedAt,
  copies,
  newest,
  alerts,
}: StoreRow) {
  return {
    location,
    outcome,
    why,
    checked_at: checkedAt,
    attempted_at: attemptedAt,
    copies,
    newest,
    alerts,
  }
}

async function storeRowOf({ stores }: QueryPorts, { ledger }: Pipeline): Promise<StoreRow | undefined> {
  return (await stores.rows()).find((row) => row.ledger === copiesLedger(ledger))
}
