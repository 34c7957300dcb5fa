import { bornAt } from '../../domain/checkpoint.ts'
import type { Copies, Copy } from '../../domain/copies/copies.ts'
import type { CopyEvent } from '../../domain/copies/copy-event.ts'
import type { Damage, SeenStore, Unverified } from '../../domain/copies/stored-copy.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Look } from './look.ts'

/** What a check of a store came to, for people and programs. */
export interface CopiesReport {
  readonly verdict: CopiesVerdict
  readonly owner: string | null
  readonly checkpoints: readonly ReportedCopy[]
  /** What is wrong now, or was found by this check to be gone or written again: by object. */
  readonly damaged: readonly Damage[]
  readonly unverified: readonly Unverified[]
  /** Told by this check. */
  readonly events: readonly CopyEvent[]
  readonly listed: Look['listed']
}

export type CopiesVerdict = 'verified' | 'damaged' | 'not-verified'

export interface ReportedCopy {
  readonly uuid: string
  readonly host: string | null
  readonly created_at: Instant | null
  readonly durability: Copy['rung']
}

/** 0 verified, 1 damaged, 3 not verifiable. */
export const COPIES_EXIT = {
  verified: 0,
  damaged: 1,
  'not-verified': 3,
} as const satisfies Record<CopiesVerdict, number>

export function copiesReport(
  seen: SeenStore,
  listed: Look['listed'],
  copies: Copies,
  events: readonly CopyEvent[],
): CopiesReport {
  const damaged = [
    ...seen.damaged,
    ...damagedCopies(seen),
    ...toldNow(events),
    ...late(copies),
    ...otherOwner(copies),
  ]
  const unverified = [
    ...seen.unverified,
    ...distinct(seen.copies.flatMap((copy) => copy.unverified)),
    ...nothingThere(seen, listed),
  ]
  return {
    verdict: damaged.length > 0 ? 'damaged' : unverified.length > 0 ? 'not-verified' : 'verified',
    owner: seen.owner,
    checkpoints: copies.copies.map(({ checkpoint: { uuid }, host, rung }) => ({
      uuid,
      host,
      created_at: bornAt(uuid) ?? null,
      durability: rung,
    })),
    damaged,
    unverified,
    events,
    listed,
  }
}

/** An object that several checkpoints need is named once. */
function damagedCopies({ copies }: SeenStore): readonly Damage[] {
  const missing = distinct(copies.flatMap((copy) => copy.missing.map((object) => ({ object }))))
  const changed = distinct(copies.flatMap((copy) => copy.changed.map((object) => ({ object }))))
  return [
    ...missing.map(({ object }) => ({ object, what: `it is missing${neededBy(copies, object)}` })),
    ...distinct(copies.flatMap(({ damaged }) => damaged)),
    ...changed.map(({ object }) => ({ object, what: 'it was written once and is written anew' })),
  ]
}

function neededBy(copies: SeenStore['copies'], object: string): string {
  const count = copies.filter(({ missing }) => missing.includes(object)).length
  return count > 1 ? `, and ${count} checkpoints need it` : ''
}

function toldNow(events: readonly CopyEvent[]): readonly Damage[] {
  const what = 'it is in the catalog no more, and retention does not explain it'
  return events.flatMap(({ kind, uuid }) => (kind === 'copy-missing' ? [{ object: uuid ?? '', what }] : []))
}

/** As long as it is so, unlike what is gone, which is told once. */
function late({ isLate }: Copies): readonly Damage[] {
  const what = 'its newest checkpoint is older than it may be'
  return isLate ? [{ object: 'checkpoints.feldera', what }] : []
}

function otherOwner({ owner, otherOwner }: Copies): readonly Damage[] {
  if (otherOwner === null) return []
  return [{ object: 'owner.json', what: `it names ${otherOwner}, and named ${owner ?? 'nobody'} before` }]
}

function nothingThere(
  { copies, damaged, unverified }: SeenStore,
  { catalogs }: Look['listed'],
): readonly Unverified[] {
  if (copies.length + damaged.length + unverified.length > 0) return []
  const why = catalogs === 0 ? 'there is none: nothing was synced here' : 'it lists no checkpoint'
  return [{ object: 'checkpoints.feldera', why }]
}

function distinct<T extends { readonly object: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [one.object, one])).values()]
}
