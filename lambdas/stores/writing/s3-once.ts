import { createHash } from 'node:crypto'
import { statusOf } from '../s3-failure.ts'
import type { Unreadable } from '../store-reader.ts'
import type { Digest } from './digest.ts'
import { keyOf, type S3WriterPorts } from './s3-place.ts'

/** What came of one writing. `there`: a condition was not met, and nothing was written. */
export type Written =
  | { readonly kind: 'written'; readonly digest: Digest }
  | { readonly kind: 'there' }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'differs'; readonly digest: Digest }
  | Unreadable

// Two who write the same name at the same time: S3 asks one of them to try again (409 ConditionalRequestConflict).
const CONFLICTS_BORNE = 5

/** Sends what has a condition; `there` where that is not met. */
export async function borne<T>(send: () => Promise<T>): Promise<T | 'there'> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await send()
    } catch (cause) {
      if (statusOf(cause) === 412) return 'there'
      if (statusOf(cause) !== 409 || conflicts >= CONFLICTS_BORNE) throw cause
    }
  }
}

/** Of an object that is locked from its first moment. S3 has whole seconds: the next one is not too early. */
export function lockOf({ lockMode }: S3WriterPorts, untilMs: number | null) {
  return lockMode === null || untilMs === null
    ? {}
    : {
        ObjectLockMode: lockMode,
        ObjectLockRetainUntilDate: new Date(Math.ceil(untilMs / 1_000) * 1_000),
      }
}

export function putOf(ports: S3WriterPorts, name: string, bytes: Uint8Array, lockUntilMs: number | null) {
  return {
    ...keyOf(ports, name),
    Body: bytes,
    ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
    IfNoneMatch: '*',
    ...lockOf(ports, lockUntilMs),
  }
}
