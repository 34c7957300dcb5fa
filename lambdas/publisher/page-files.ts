import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { resultOf } from './answer.ts'
import { failure } from './failure.ts'

/** One file of the page as it is shipped: made once when the code is bundled, never at a request. */
export interface PageFile {
  readonly type: string
  /** The gzip of its bytes, in base64: as API Gateway takes it. */
  readonly gzip: string
  /** With its quotes. */
  readonly etag: string
  /** Its name changes with its bytes: whoever has it never asks again. */
  readonly isNamedByHash: boolean
}

/** By path: `/`, `/page-….js`, `/page-….css`. */
export type PageFiles = { readonly [path: string]: PageFile }

/** Where the files come from: read, or built, at the first request for one. */
export type ReadPage = () => Promise<PageFiles>

// Nothing inline, nothing from elsewhere, and no text that ever becomes markup: a pipeline may be called what it likes.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
}

/** Whether the path is one of the page's own: they hold nothing of the record and are for everybody. */
function isPagePath(path: string): boolean {
  return path === '/' || /^\/page-[A-Z0-9]{8}\.(?:js|css)$/.test(path)
}

/** The file at this path; undefined where the page has none there. */
export async function pageAnswer(
  read: ReadPage,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
  const { method } = event.requestContext.http
  if (!isPagePath(event.rawPath)) return undefined
  if (method !== 'GET' && method !== 'HEAD') {
    return resultOf(
      failure('MethodNotAllowed', `${method} is not allowed here`, { allowed: ['GET', 'HEAD'] }),
    )
  }
  const file = (await read())[event.rawPath]
  if (file === undefined) return undefined
  const { type, gzip, etag, isNamedByHash } = file
  const kept = { etag, 'cache-control': isNamedByHash ? 'public, max-age=31536000, immutable' : 'no-cache' }
  const headers = { ...HEADERS, ...kept, 'content-type': type }
  if (headerOf(event, 'if-none-match')?.includes(etag) === true) return { statusCode: 304, headers, body: '' }
  if (!acceptsGzip(event)) {
    return { statusCode: 200, headers, body: gunzipSync(Buffer.from(gzip, 'base64')).toString('utf8') }
  }
  return {
    statusCode: 200,
    headers: { ...headers, 'content-encoding': 'gzip' },
    isBase64Encoded: true,
    body: gzip,
  }
}

type Headed = Pick<APIGatewayProxyEventV2, 'headers'>

function headerOf({ headers }: Headed, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1]
}

/** Whether the client takes gzip: named, and not with a weight of nought. */
function acceptsGzip(event: Headed): boolean {
  const codings = (headerOf(event, 'accept-encoding') ?? '').toLowerCase().split(',')
  return codings.some((coding) => /^\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*$)\S+\s*)?$/.test(coding))
}
