import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'
import type { Instant } from '../instant.ts'
import type { Rung } from './stored-copy.ts'

/** What is believed of the copies in one store: the fold of all that was told of it (copy-fold.ts). */
export interface Copies {
  /** When the store was first looked at. */
  readonly since: Instant
  /** In the catalog, in the order of first sight. */
  readonly copies: readonly Copy[]
  /** Gone from the catalog and not retired, newest last; the oldest are forgotten. */
  readonly missing: readonly Copy[]
  /** Locked copies of ours, whatever became of the store's: of what it has no more the newest thousand, while their lock lasts. */
  readonly kept: readonly KeptCopy[]
  /** The owner that was named first, and another one that was told of since. */
  readonly owner: string | null
  readonly otherOwner: string | null
  /** That the newest copy is too old was told, and is so still. */
  readonly isLate: boolean
  /** That the store cannot be read was told, and is so still. */
  readonly unobservable: { readonly since: Instant; readonly why: string } | null
  /** Damage of no single copy that was told and is still there: names of objects. */
  readonly damaged: readonly string[]
}

export interface Copy {
  readonly checkpoint: CheckpointMetadata
  readonly host: string | null
  readonly firstSeenAt: Instant
  /** `listed`: in the catalog, but with other metadata than the pipeline itself showed. */
  readonly rung: 'listed' | Rung
  /** What was told and not mended since, by name of the object; a change is never undone. */
  readonly told: Faults
}

export interface Faults {
  readonly incomplete: readonly string[]
  readonly corrupt: readonly string[]
  readonly changed: readonly string[]
}

export interface KeptCopy {
  readonly uuid: Uuid
  /** Until when it is locked. */
  readonly until: Instant
}

export const NO_FAULTS: Faults = { incomplete: [], corrupt: [], changed: [] }

export function noCopies(since: Instant): Copies {
  return {
    since,
    copies: [],
    missing: [],
    kept: [],
    owner: null,
    otherOwner: null,
    isLate: false,
    unobservable: null,
    damaged: [],
  }
}

/** The copies that a check must find, with their hosts. */
export function believedIn({ copies }: Copies): ReadonlyMap<Uuid, string | null> {
  return new Map(copies.map(({ checkpoint, host }) => [checkpoint.uuid, host]))
}
