import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Why there is no complete answer. */
export interface Incomplete {
  readonly kind: 'incomplete'
  readonly reason: 'timeout' | 'network' | 'truncated' | 'too-large' | 'malformed'
  readonly detail: string
  /** The connection had served a request before. */
  readonly reusedSocket?: boolean
  /** It was us: the address may not be connected to (reach.ts). Whatever else fails may be mended a second later. */
  readonly isRefusedByUs?: boolean
  /** The whole body as it came, where only its encoding cannot be read. */
  readonly undecoded?: Uint8Array
}

type Body = { readonly bytes: Uint8Array } | Incomplete

/** The whole body after decompression (identity or gzip), at most `limitBytes` of it, or why it cannot be had. */
export function bodyOf(response: IncomingMessage, limitBytes: number): Promise<Body> {
  const encoding = response.headers['content-encoding']?.toLowerCase().trim() ?? ''
  return encoding === '' || encoding === 'identity'
    ? received(response, limitBytes)
    : decoded(response, encoding, limitBytes)
}

async function decoded(response: IncomingMessage, encoding: string, limitBytes: number): Promise<Body> {
  const encoded = await received(response, limitBytes)
  if ('kind' in encoded) return encoded
  if (encoding === 'gzip' || encoding === 'x-gzip') return unzipped(encoded.bytes, limitBytes)
  // Only names that we know are repeated: any other text is the server's.
  const named = ['br', 'deflate', 'zstd', 'compress'].includes(encoding) ? encoding : 'unknown'
  const detail = `a content encoding that was not asked for (${named})`
  return { ...incomplete('malformed', detail), undecoded: encoded.bytes }
}

/** What came over the line is bounded too: gzip can go on for ever and hold nothing. */
function received(response: IncomingMessage, limitBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limitBytes) resolve(tooLarge(limitBytes))
      else chunks.push(chunk)
    })
    // Reset, or closed before its length: in each case the end is not there, and `close` comes of it.
    response.on('error', () => {})
    response.on('close', () => {
      resolve(
        response.complete
          ? { bytes: Buffer.concat(chunks) }
          : incomplete('truncated', 'the body ended early'),
      )
    })
  })
}

const unzip = promisify(gunzip)

async function unzipped(zipped: Uint8Array, limitBytes: number): Promise<Body> {
  try {
    return { bytes: await unzip(zipped, { maxOutputLength: limitBytes }) }
  } catch (error) {
    if (error instanceof RangeError) return tooLarge(limitBytes)
    return { ...incomplete('truncated', 'the compression of the body is broken'), undecoded: zipped }
  }
}

function tooLarge(limitBytes: number): Incomplete {
  return incomplete('too-large', `more than ${limitBytes} bytes`)
}

export function incomplete(reason: Incomplete['reason'], detail: string): Incomplete {
  return { kind: 'incomplete', reason, detail }
}
