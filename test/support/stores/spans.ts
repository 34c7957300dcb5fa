import type { ReadSpan } from '../../../lambdas/stores/format/blocks.ts'

/** Reads spans of bytes in memory, and notes them. Throws beyond their end, as no reader may ask for that. */
export function spansOf(
  bytes: Uint8Array,
  asked: { readonly offset: number; readonly length: number }[] = [],
): ReadSpan {
  return async (span) => {
    asked.push({ offset: span.offset, length: span.length })
    if (span.offset < 0 || span.length < 1 || span.offset + span.length > bytes.length)
      throw new Error(`asked for ${span.length} bytes at ${span.offset} of ${bytes.length}`)
    return bytes.subarray(span.offset, span.offset + span.length)
  }
}
