import type { StoredObject, StoreReader, Unreadable } from '../store-reader.ts'
import type { Digest } from './digest.ts'

/**
 * A place where objects are written once: the archive's `copies/`, or the location of a restore. Nothing that stands is ever replaced or
 * removed. Every function throws `StoreFailure` where the place gives no answer: then what was to be written may be there, and doing it again is safe.
 */
export interface StoreWriter {
  /**
   * Whether what is locked here cannot go before its time, whoever wants it. A folder cannot lock: there, what was written is looked for
   * again before it is relied upon.
   */
  readonly locks: boolean
  /** Copies that very writing of an object, whole or not at all; durable on return. */
  readonly copy: (name: string, from: CopySource, options: CopyOptions) => Promise<Copied>
  /** The same for a small object of our own making. */
  readonly put: (name: string, bytes: Uint8Array, lockUntilMs: number | null) => Promise<'put' | 'taken'>
  /** Locks what stands there at least so long, and says how long it is locked now; undefined where nothing stands. */
  readonly lock: (name: string, untilMs: number) => Promise<Locked | undefined>
}

export interface CopySource {
  readonly reader: StoreReader
  readonly object: StoredObject
  /** Where S3 itself finds the object with the writer's credentials; null: its bytes go through us. */
  readonly inS3: { readonly bucket: string; readonly key: string } | null
}

export interface CopyOptions {
  /** In Unix milliseconds; null: not locked. */
  readonly lockUntilMs: number | null
  /** What the bytes must be; undefined: whatever that writing of the object is. */
  readonly expected?: Digest
  /**
   * The name says which bytes these are (`addressOf`): what stands there with this length is them, and the source need not be read again.
   */
  readonly isNameExact?: boolean
  /** Asked between spans: nobody waits any longer. */
  readonly isTimeUp: () => boolean
}

export interface Locked {
  readonly bytes: number
  readonly lockedUntilMs: number | null
}

export type Copied =
  /** It stands there with these bytes, written now or before. `wasThere`: nothing was written. */
  | {
      readonly kind: 'copied'
      readonly digest: Digest
      readonly lockedUntilMs: number | null
      readonly wasThere: boolean
    }
  /** The source's bytes are not the expected ones. Nothing was written, unless S3 copied on its own: then that stands there. */
  | { readonly kind: 'differs'; readonly digest: Digest }
  /** Something else of this name stands there. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'out-of-time' }
  /** The source has other bytes under this name by now. */
  | { readonly kind: 'changed' }
  | Unreadable
