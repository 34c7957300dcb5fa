import { gunzipSync } from 'node:zlib'

// An object is 4 MiB of answers and the one that was added last, of 8 MiB; in JSON a byte may be six.
const MOST_BYTES = 128 * 1024 * 1024

/** The lines of an object of evidence, line 1 first. Throws where it is no gzip, or larger than any of ours. */
export function evidenceLines(object: Uint8Array): readonly string[] {
  return gunzipSync(object, { maxOutputLength: MOST_BYTES }).toString('utf8').trimEnd().split('\n')
}
