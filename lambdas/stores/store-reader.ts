/**
 * The object storage to which Feldera syncs checkpoints, to be read only: listing and reading suffice as permissions.
 * Names are paths below the store's location (`checkpoints.feldera`, `host0/<uuid>.zip`).
 * Every function throws `StoreFailure` where the store as a whole gives no answer: then nothing was learnt of any object.
 */
export interface StoreReader {
  /** All objects, a page per request, in no promised order. A listing is no snapshot: what is pushed meanwhile may be in it or not. */
  readonly list: () => AsyncIterable<readonly StoredObject[]>
  readonly head: (name: string) => Promise<StoredObject | undefined>
  /** The whole object; beyond `maxBytes` nothing of it is kept. */
  readonly read: (name: string, maxBytes: number) => Promise<WholeRead>
  /** Exactly the span's bytes of the very object that has this ETag. */
  readonly readSpan: (object: StoredObject, span: Span) => Promise<SpanRead>
}

export interface StoredObject {
  readonly name: string
  readonly bytes: number
  /** Changes whenever the object is written; opaque. */
  readonly etag: string
}

/** Bytes of an object, from its beginning. */
export interface Span {
  readonly offset: number
  readonly length: number
}

export type WholeRead =
  | { readonly kind: 'had'; readonly object: StoredObject; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly object: StoredObject }
  | Unreadable

export type SpanRead =
  | { readonly kind: 'had'; readonly bytes: Uint8Array }
  /** Written anew since: it has another ETag, or no such span. */
  | { readonly kind: 'changed' }
  | Unreadable

export type Unreadable =
  | { readonly kind: 'none' }
  /** It is there and cannot be read: no permission for it, or it was moved to a storage class that must be thawed. */
  | { readonly kind: 'withheld'; readonly why: string }

/** The store gave no answer: not reachable, no such bucket or folder, not allowed to list. The message says which, without a credential. */
export class StoreFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreFailure'
  }
}
