import type { ReadSpan } from '../format/blocks.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'

/** What is read at once where little of it was asked for. */
const WINDOW_BYTES = 4 * 1_024 * 1_024

/** An object is not to be had as it was listed. Thrown through the parsers, which know nothing of stores; caught where an object is checked. */
export class Unread extends Error {
  readonly outcome: 'none' | 'changed' | 'withheld'
  constructor(outcome: Unread['outcome'], why: string) {
    super(why)
    this.name = 'Unread'
    this.outcome = outcome
  }
}

/** Reads spans of one writing of the object. */
export function spansOf(reader: StoreReader, object: StoredObject): ReadSpan {
  return async (span) => {
    const read = await reader.readSpan(object, span)
    switch (read.kind) {
      case 'had':
        return read.bytes
      case 'none':
        throw new Unread('none', 'it is gone')
      case 'changed':
        throw new Unread('changed', 'it was written while it was read')
      case 'withheld':
        throw new Unread('withheld', `it may not be read: ${read.why}`)
      default:
        return read satisfies never
    }
  }
}

/** The same, with one window of a few MiB kept: what is read in small steps, ahead, is one request. */
export function windowed(read: ReadSpan, bytes: number): ReadSpan {
  let begins = 0
  let window: Uint8Array = new Uint8Array()
  return async ({ offset, length }) => {
    if (offset < begins || offset + length > begins + window.length) {
      // A small object is read whole, wherever the reading begins.
      begins = bytes <= WINDOW_BYTES ? 0 : offset
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, bytes - begins))
      window = await read({ offset: begins, length: wanted })
    }
    return window.subarray(offset - begins, offset - begins + length)
  }
}
