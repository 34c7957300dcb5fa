import { createHash } from 'node:crypto'

/** An object as S3 keeps it. */
export interface Kept {
  readonly bytes: Buffer
  readonly etag: string
  /** As S3 says it: base64, with `-N` where it is of N parts; undefined where whoever wrote it asked for none. */
  readonly sha256?: string | undefined
  readonly lockedUntil?: string | undefined
  readonly lockMode?: string | undefined
  readonly metadata?: Readonly<Record<string, string>>
  /** Of the request that wrote it. */
  readonly headers: { readonly [name: string]: string }
  /** The body of the request that tagged it. */
  readonly tagging?: string
}

/** What nobody asked a checksum of, as an older rclone puts it. */
export function kept(bytes: Uint8Array): Kept {
  return { bytes: Buffer.from(bytes), etag: etagOf(bytes), headers: {} }
}

export function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
