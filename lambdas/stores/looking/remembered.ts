import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import type { StoredObject } from '../store-reader.ts'

/**
 * What was learnt of a store and need not be read again while size and ETag stay the same. Losing it costs requests, and that
 * objects which changed meanwhile are taken as they are.
 */
export interface Remembered {
  /** Batches and archives that were found whole, or of an unknown form, by name. */
  readonly objects: ReadonlyMap<string, Known>
  /** By the name of the catalog. */
  readonly catalogs: ReadonlyMap<string, KnownCatalog>
  readonly needs: ReadonlyMap<Uuid, KnownNeeds>
  readonly owner: KnownOwner | null
}

export interface KnownOwner {
  readonly bytes: number
  readonly etag: string
  /** Null: it names nobody. */
  readonly name: string | null
}

export type Depth = 'trailer' | 'blocks'

export interface Known {
  readonly bytes: number
  readonly etag: string
  readonly depth: Depth
  /** Why it could not be verified; null: it is whole. */
  readonly why: string | null
}

export interface KnownCatalog {
  readonly bytes: number
  readonly etag: string
  readonly checkpoints: readonly CheckpointMetadata[]
}

/** What a checkpoint needs besides its archive, and the object that says so. */
export interface KnownNeeds {
  readonly object: StoredObject
  /** SHA-256 of what the list says, hex. */
  readonly digest: string
  readonly batches: readonly string[]
}

export const NOTHING_REMEMBERED: Remembered = {
  objects: new Map(),
  catalogs: new Map(),
  needs: new Map(),
  owner: null,
}

/** Whether it is the same writing of the object. */
export function isSame(
  a: { readonly bytes: number; readonly etag: string },
  b: { readonly bytes: number; readonly etag: string },
): boolean {
  return a.bytes === b.bytes && a.etag === b.etag
}
