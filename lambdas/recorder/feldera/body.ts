import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'

/** Why there is no complete answer. */
export interface Incomplete {
  readonly kind: 'incomplete'
  readonly reason: 'timeout' | 'network' | 'truncated' | 'too-large' | 'malformed'
  readonly detail: string
  /** The connection had served a request before. */
  readonly reusedSocket?: boolean
}

/** The whole body after decompression (identity or gzip), at most `limitBytes` of it, or why it cannot be had. */
export async function bodyOf(
  response: IncomingMessage,
  limitBytes: number,
): Promise<{ bytes: Uint8Array } | Incomplete> {
  const encoding = response.headers['content-encoding']?.toLowerCase().trim() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return collected(response, response, limitBytes)
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    const unzipped = createGunzip()
    response.on('error', (error) => unzipped.destroy(error))
    response.on('aborted', () => unzipped.destroy(new Error('ended early')))
    return collected(response.pipe(unzipped), response, limitBytes)
  }
  return { kind: 'incomplete', reason: 'malformed', detail: 'a content encoding that was not asked for' }
}

async function collected(
  stream: AsyncIterable<Buffer>,
  response: IncomingMessage,
  limitBytes: number,
): Promise<{ bytes: Uint8Array } | Incomplete> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of stream) {
      bytes += chunk.length
      if (bytes > limitBytes) {
        response.destroy()
        return { kind: 'incomplete', reason: 'too-large', detail: `more than ${limitBytes} bytes` }
      }
      chunks.push(chunk)
    }
  } catch {
    // Reset, closed before its length, or broken gzip: in each case the end is not there.
    return {
      kind: 'incomplete',
      reason: 'truncated',
      detail: 'the body ended early or its compression is broken',
    }
  }
  if (!response.complete) return { kind: 'incomplete', reason: 'truncated', detail: 'the body ended early' }
  return { bytes: Buffer.concat(chunks) }
}
