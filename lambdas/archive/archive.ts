/**
 * The write-once store of evidence and of the log: an S3 bucket with Object Lock, or a folder.
 * Names are paths within it (`evidence/<sha256>`, `tile/0/000`). Nothing is ever overwritten but the log's `checkpoint`.
 */
export interface Archive extends ArchiveReader {
  /**
   * Durable on return. `kept`: the object is there with exactly these bytes, put now or before.
   * Throws where it cannot be stored, and a `Fork` where the name is taken by other bytes: nobody but a forger makes those.
   */
  readonly put: (name: string, bytes: Uint8Array, options: PutOptions) => Promise<'kept'>
  /**
   * Puts the bytes in the place of `over` (undefined: of nothing), or says that something else stands there by now.
   * Who is late can therefore never put an older state over a newer one. Throws where it cannot be stored: then it may be.
   */
  readonly replace: (
    name: string,
    bytes: Uint8Array,
    over: Uint8Array | undefined,
  ) => Promise<'replaced' | 'moved'>
  /** Says that `by` holds all that the unlocked object `name` holds, so that it may expire. */
  readonly supersede: (name: string, by: string) => Promise<void>
}

/** What can be read of an archive: all that an auditor needs. Throws where it cannot be reached. */
export interface ArchiveReader {
  /** The bytes, or undefined where there is no such object. */
  readonly get: (name: string) => Promise<Uint8Array | undefined>
  /** The names of all objects below a folder (`tile/`), in no promised order. */
  readonly list: (folder: string) => AsyncIterable<string>
}

export interface PutOptions {
  readonly contentType: string
  readonly contentEncoding?: string
  /** Until when nobody may delete it, in Unix milliseconds, or null: it may expire. A folder cannot lock and keeps no such promise. */
  readonly lockUntilMs: number | null
}

/** A name that is written once is there with other bytes. */
export class Fork extends Error {
  constructor(name: string) {
    super(`FORK: ${name} is there with other bytes`)
    this.name = 'Fork'
  }
}
