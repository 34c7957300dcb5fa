/**
 * The write-once store of evidence: an S3 bucket with Object Lock, or a folder.
 * Names are paths within it (`evidence/<sha256>`). Nothing is ever overwritten.
 */
export interface Archive {
  /**
   * Durable on return. `kept`: the object is there with exactly these bytes, put now or before.
   * Throws where it cannot be stored, and where the name is taken by other bytes: nobody but a forger makes those.
   */
  readonly put: (name: string, bytes: Uint8Array, options: PutOptions) => Promise<'kept'>
  /** The bytes, or undefined where there is no such object. */
  readonly get: (name: string) => Promise<Uint8Array | undefined>
}

export interface PutOptions {
  readonly contentType: string
  readonly contentEncoding?: string
  /** Until when nobody may delete it, in Unix milliseconds; a folder cannot lock and keeps no such promise. */
  readonly lockUntilMs: number
}
