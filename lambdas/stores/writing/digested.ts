import type { StoredObject, StoreReader, Unreadable } from '../store-reader.ts'
import { type Digest, digesting } from './digest.ts'

/** What is held of an object at once. */
export const SPAN_BYTES = 4 * 1_024 * 1_024

export type Digested =
  | { readonly kind: 'digested'; readonly digest: Digest }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'changed' }
  | Unreadable

export interface Reading {
  readonly reader: StoreReader
  readonly object: StoredObject
  readonly digestBy: Digest['partBytes']
  readonly isTimeUp: () => boolean
}

/** Gives every byte of that very writing of the object, in order, a span at a time, and the digest of them all. */
export async function digested(
  { reader, object, digestBy, isTimeUp }: Reading,
  take: (bytes: Uint8Array) => void | Promise<void>,
): Promise<Digested> {
  const digest = digesting(digestBy)
  for (let offset = 0; offset < object.bytes; offset += SPAN_BYTES) {
    if (isTimeUp()) return { kind: 'out-of-time' }
    const length = Math.min(SPAN_BYTES, object.bytes - offset)
    const read = await reader.readSpan(object, { offset, length })
    if (read.kind !== 'had') return read
    digest.update(read.bytes)
    await take(read.bytes)
  }
  return { kind: 'digested', digest: digest.end() }
}
