import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { isLoopback } from '../../domain/loopback.ts'

// A configuration is some kilobytes, a set of keys some more.
const MAX_BYTES = 262_144

/**
 * The body of a 200, of at most 256 KB, over https (http on this machine only). No redirect is followed: who answers for the issuer
 * is decided by its URL. Each request has a connection of its own, since one that was kept may be dead after a freeze.
 * Rejects, saying why, for anything else.
 */
export async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  if (!isTrustworthy(url)) throw new Error(`${url} is no https URL`)
  const response = await responseTo(url, signal)
  if (response.statusCode !== 200) {
    response.destroy()
    throw new Error(`${url} answered ${response.statusCode}`)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  const body: AsyncIterable<Buffer> = response
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new Error(`${url} answered more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Whether what is read there can be believed to be its owner's. */
export function isTrustworthy(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

async function responseTo(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    const options = {
      agent: false as const,
      signal,
      headers: { accept: 'application/json' },
      maxHeaderSize: 16_384,
    }
    get(url, options, resolve).on('error', (cause) => reject(new Error(`${url} cannot be asked`, { cause })))
  })
}
