import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'

/** What became of a checkpoint in the store to which Feldera syncs (CONTRACT §8), rung by rung. */
export const RUNGS = ['synced', 'complete', 'verified'] as const
export type Rung = (typeof RUNGS)[number]

/** Below the ladder: in the catalog, and not synced. */
export const HEIGHTS = ['listed', ...RUNGS] as const

/** What is known of a checkpoint at best (CONTRACT §8), from the bottom to the top. */
export const DURABILITIES = [...HEIGHTS, 'kept', 'restored'] as const
export type Durability = (typeof DURABILITIES)[number]

/** What all looks of one check agree on. Where they did not agree, it stands under `unverified`. */
export interface SeenStore {
  /** The `pipeline_name` in `owner.json`; null where there is none or it says something else. */
  readonly owner: string | null
  /** What the catalogs list, host by host, each oldest first. */
  readonly copies: readonly SeenCopy[]
  /** Of those known before, what is in no catalog any more: of hosts whose catalog was read, or is not there. */
  readonly gone: readonly Uuid[]
  /** Damage that is of no single copy: a catalog, the owner. */
  readonly damaged: readonly Damage[]
  readonly unverified: readonly Unverified[]
}

export interface SeenCopy {
  readonly checkpoint: CheckpointMetadata
  /** The number in `host<N>/`, or null for a pipeline of one host. */
  readonly host: string | null
  /** Whether the list of what it needs could be read: else it may need more than was looked for. */
  readonly isListKnown: boolean
  /** Objects, and members of its archive (`<uuid>.zip: state.json`), that are not there. */
  readonly missing: readonly string[]
  readonly damaged: readonly Damage[]
  /** Objects that are written once and were written again. */
  readonly changed: readonly string[]
  readonly unverified: readonly Unverified[]
}

export interface Damage {
  readonly object: string
  readonly what: string
}

/** Neither whole nor damaged: of a form that we do not know, not to be read, or seen differently by two looks. */
export interface Unverified {
  readonly object: string
  readonly why: string
}

export function isFaulty({ missing, damaged, changed }: SeenCopy): boolean {
  return missing.length + damaged.length + changed.length > 0
}

/** How far this look alone brings a copy. */
export function rungOf(copy: SeenCopy): Rung {
  if (copy.missing.length > 0 || !copy.isListKnown) return 'synced'
  return isFaulty(copy) || copy.unverified.length > 0 ? 'complete' : 'verified'
}
