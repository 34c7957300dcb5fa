import { bornAt, type CheckpointMetadata, type Uuid } from '../checkpoint.ts'
import type { Instant } from '../instant.ts'
import { countFiring } from '../open-alerts.ts'
import type { State } from '../state.ts'
import type { Copies } from './copies.ts'
import { DURABILITIES, type Durability } from './stored-copy.ts'

/**
 * `checking`: a check has begun; `deferred`: it did not fit into the time of its run, and goes on in the next; `failed`: for our own
 * part; `unwatched`: the configuration names it no more.
 */
export const STORE_OUTCOMES = [
  'checked',
  'checking',
  'deferred',
  'unobservable',
  'failed',
  'unwatched',
] as const
export type StoreOutcome = (typeof STORE_OUTCOMES)[number]

/** What the last check knew of one pipeline's store. Losing it costs a check before its time, and a wider bound of its silence. */
export interface StoreRow {
  /** `source/name/copies`. */
  readonly ledger: string
  readonly location: string
  readonly firstAt: Instant
  /** When the last check began. */
  readonly attemptedAt: Instant
  /** The last complete check. */
  readonly checkedAt: Instant | null
  readonly outcome: StoreOutcome
  /** Why it gave no answer. */
  readonly why: string | null
  readonly unseenSince: Instant | null
  /** In the catalog. */
  readonly copies: number
  /** The newest checkpoint that reached each rung. */
  readonly newest: { readonly [rung in StoredRung]: NewestCopy | null }
  /** Not resolved, and of those not acknowledged. */
  readonly alerts: number
  readonly firing: number
}

export const STORED_RUNGS = ['synced', 'complete', 'verified', 'kept'] as const
export type StoredRung = (typeof STORED_RUNGS)[number]

export interface NewestCopy {
  readonly uuid: Uuid
  /** When the checkpoint was begun, or, where its UUID has no time, its copy first seen. */
  readonly at: Instant
}

/** What a state says of its store, as a row has it. */
export function storeStanding(
  state: State | undefined,
): Pick<StoreRow, 'copies' | 'newest' | 'alerts' | 'firing'> {
  const alerts = state?.alerts ?? []
  return {
    copies: state?.copies?.copies.length ?? 0,
    newest: newestCopies(state?.copies),
    alerts: alerts.length,
    firing: countFiring(alerts),
  }
}

/** Per rung the newest checkpoint that stands on it or above. */
export function newestCopies(copies: Copies | undefined): StoreRow['newest'] {
  const all = (copies?.copies ?? []).map(({ checkpoint, firstSeenAt, rung }) => ({
    height: DURABILITIES.indexOf(rung),
    ...placed(checkpoint, firstSeenAt),
  }))
  const kept = (copies?.kept ?? []).map(({ uuid, until }) => ({ uuid, at: bornAt(uuid) ?? until }))
  const reached = (rung: Durability) => all.filter(({ height }) => height >= DURABILITIES.indexOf(rung))
  return {
    synced: newest(reached('synced')),
    complete: newest(reached('complete')),
    verified: newest(reached('verified')),
    kept: newest(kept),
  }
}

function placed({ uuid }: CheckpointMetadata, firstSeenAt: Instant): NewestCopy {
  return { uuid, at: bornAt(uuid) ?? firstSeenAt }
}

function newest(all: readonly NewestCopy[]): NewestCopy | null {
  const [first, ...others] = all
  if (first === undefined) return null
  const { uuid, at } = others.reduce((best, one) => (one.at > best.at ? one : best), first)
  return { uuid, at }
}
