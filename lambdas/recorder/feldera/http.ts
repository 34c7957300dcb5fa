import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Clock } from '../../domain/clock.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { bodyOf, type Incomplete } from './body.ts'

/** Bounds of one answer (CONTRACT §2). */
export interface Limits {
  /** From the first byte sent to the last received. */
  readonly answerMs: number
  /** After decompression. */
  readonly bodyBytes: number
}

export const LIMITS: Limits = { answerMs: 15_000, bodyBytes: 8 * 1024 * 1024 }

export interface Request {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
}

export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: { readonly [name: string]: string }
      readonly body: Uint8Array
      readonly requestedAt: Instant
      readonly receivedAt: Instant
    }
  | (Incomplete & { readonly requestedAt: Instant })

export interface Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export interface HttpPorts {
  readonly agents: Agents
  readonly clock: Clock
  readonly limits: Limits
}

/** Connections that are kept from run to run; state of the composition root. */
export function createAgents(): Agents {
  const options = {
    keepAlive: true,
    keepAliveMsecs: 30_000,
    maxSockets: 64,
    maxFreeSockets: 64,
    scheduling: 'lifo' as const,
  }
  return { http: new HttpAgent(options), https: new HttpsAgent(options) }
}

/**
 * One request and its complete answer, or why there is none. Never follows a redirect, never throws for what a server does.
 * Everything that comes back is the server's word and nothing more.
 */
export async function exchange(ports: HttpPorts, request: Request): Promise<Exchange> {
  const first = await attempt(ports, request)
  // A kept connection that the server closed meanwhile fails before it has answered a byte: that is no failure of the server.
  const stale = first.kind === 'incomplete' && first.reason === 'network' && first.reusedSocket === true
  return stale ? attempt(ports, request) : first
}

async function attempt({ agents, clock, limits }: HttpPorts, request: Request): Promise<Exchange> {
  const requestedAt = instant(clock.now())
  const deadline = AbortSignal.timeout(limits.answerMs)
  const sent = send(agents, request)
  const answered = await answerOf(sent, aborted(deadline), limits)
  if (answered.kind === 'incomplete') {
    // The connection is closed with all that may still come of it.
    sent.destroy()
    return { ...answered, requestedAt }
  }
  return { ...answered, requestedAt, receivedAt: instant(clock.now()) }
}

async function answerOf(sent: ClientRequest, deadline: Promise<'timeout'>, limits: Limits) {
  const response = await Promise.race([responseTo(sent), deadline])
  if (response === 'timeout') return timedOut(limits)
  if ('kind' in response) return response
  const body = await Promise.race([bodyOf(response, limits.bodyBytes), deadline])
  if (body === 'timeout') return timedOut(limits)
  if ('kind' in body) return body
  return {
    kind: 'answered' as const,
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    body: body.bytes,
  }
}

function send(agents: Agents, { method, url, headers, body }: Request): ClientRequest {
  const secure = url.startsWith('https:')
  const options = { method, headers, maxHeaderSize: 16_384 }
  const sent = secure
    ? requestHttps(url, { ...options, agent: agents.https })
    : requestHttp(url, { ...options, agent: agents.http })
  // Errors after the first are of no interest, but without a listener they would end the process.
  sent.on('error', () => {})
  sent.end(body)
  return sent
}

async function responseTo(sent: ClientRequest): Promise<IncomingMessage | Incomplete> {
  return new Promise((resolve) => {
    sent.once('response', resolve)
    sent.once('error', (error: NodeJS.ErrnoException) => {
      resolve({
        kind: 'incomplete',
        reason: 'network',
        detail: networkDetail(error),
        reusedSocket: sent.reusedSocket,
      })
    })
  })
}

/** The error's code alone: messages may name addresses, and nothing else in them helps. */
function networkDetail({ code }: NodeJS.ErrnoException): string {
  return `the connection failed (${code ?? 'no code'})`
}

async function aborted(signal: AbortSignal): Promise<'timeout'> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve('timeout')
    signal.addEventListener('abort', () => resolve('timeout'), { once: true })
  })
}

function timedOut({ answerMs }: Limits): Incomplete {
  return { kind: 'incomplete', reason: 'timeout', detail: `no complete answer within ${answerMs} ms` }
}

function headersOf(response: IncomingMessage): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
