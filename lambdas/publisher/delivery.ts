import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { sha256Hex } from '../domain/canonical.ts'
import { resultOf } from './answer.ts'
import { failure } from './failure.ts'

type Result = APIGatewayProxyStructuredResultV2
type Headers = APIGatewayProxyEventV2['headers']

/**
 * What an answer's text may have in bytes, UTF-8. Lambda takes 6 MB (6,291,456) of JSON, in which every quote of the text is
 * escaped; as base64 it grows by a third, whatever it holds.
 */
export const MOST_BYTES = 4_400_000
const COMPRESSED_FROM_BYTES = 1_024
const ETAG_DIGITS = 32

const compressed = promisify(gzip)

/** The answer as this client may have it: not at all where he has it already, compressed where he can read that, and never larger than Lambda takes. */
export async function delivered(headers: Headers, result: Result): Promise<Result> {
  if (result.statusCode !== 200) return result
  const text = result.body ?? ''
  const tag = `W/"${sha256Hex(text).slice(0, ETAG_DIGITS)}"`
  const tagged: NonNullable<Result['headers']> = { ...result.headers, etag: tag, vary: 'accept-encoding' }
  if (isHad(headerOf(headers, 'if-none-match'), tag)) {
    const { 'content-type': _, ...others } = tagged
    return { statusCode: 304, headers: others, body: '' }
  }
  const bytes = Buffer.byteLength(text)
  if (bytes >= COMPRESSED_FROM_BYTES && takesGzip(headerOf(headers, 'accept-encoding'))) {
    const packed = await compressed(text)
    if (packed.length > MOST_BYTES) return tooLarge(packed.length)
    const encoded = { ...tagged, 'content-encoding': 'gzip' }
    return { ...result, headers: encoded, body: packed.toString('base64'), isBase64Encoded: true }
  }
  if (bytes > MOST_BYTES) return tooLarge(bytes)
  // Half of a text may be quotes: where it could grow too large, it goes in a form whose growth is known.
  if (bytes <= MOST_BYTES / 2) return { ...result, headers: tagged }
  return { ...result, headers: tagged, body: Buffer.from(text).toString('base64'), isBase64Encoded: true }
}

function tooLarge(bytes: number): Result {
  const message = `The answer of ${bytes} bytes is too large: ask for less of it, or accept gzip`
  return resultOf(failure('TooLarge', message, { bytes: String(bytes) }))
}

/** RFC 9110 §13.1.2: the weak comparison; we give weak tags only. */
function isHad(asked: string | undefined, tag: string): boolean {
  if (asked?.trim() === '*') return true
  return (asked ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === tag.slice(2))
}

/** RFC 9110 §12.5.3: gzip by name, or by `*`, and not with weight 0. */
function takesGzip(accepted: string | undefined): boolean {
  const codings = (accepted ?? '').split(',').map((one) => {
    const [name = '', ...parameters] = one.toLowerCase().split(';')
    const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find((q) => q !== undefined)
    return { name: name.trim(), weight: Number(weight ?? 1) }
  })
  const named = codings.find(({ name }) => name === 'gzip') ?? codings.find(({ name }) => name === '*')
  return named !== undefined && named.weight > 0
}

function headerOf(headers: Headers, wanted: string): string | undefined {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1]
}
