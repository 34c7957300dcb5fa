import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Clock } from '../../domain/clock.ts'
import type { Instant } from '../../domain/instant.ts'
import { createInstants } from '../../domain/instants.ts'
import { bodyOf, type Incomplete, incomplete } from './body.ts'
import { createReach, type Reach } from './reach.ts'
import { addressRefused, headersOf, responseTo } from './response.ts'
import { createTargets, type Target } from './targets.ts'

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

/** What came of a request. */
export interface Received {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
  readonly requestedAt: Instant
  readonly receivedAt: Instant
}

export type Exchange =
  | (Received & { readonly kind: 'answered' })
  /** `received`: all of it came, in an encoding that cannot be read. It shows nothing, but it is evidence. */
  | (Incomplete & { readonly requestedAt: Instant; readonly received?: Received })

/** Requests by connections that are kept; state of the composition root. */
export type Exchanging = (request: Request) => Promise<Exchange>

export interface Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  readonly reach: Reach
  readonly targetOf: (url: string) => Target
  readonly instantOf: (unixMs: number) => Instant
}

export interface HttpPorts {
  readonly agents: Agents
  readonly clock: Clock
  readonly limits: Limits
}

/** `loopback`: whether this machine itself may be asked. */
export function createExchanging({
  loopback,
  clock,
  limits,
}: {
  readonly loopback: boolean
  readonly clock: Clock
  readonly limits: Limits
}): Exchanging {
  const agents = createAgents({ loopback })
  return (request) => exchange({ agents, clock, limits }, request)
}

/** Connections that are kept from run to run. */
export function createAgents(may: { readonly loopback: boolean }): Agents {
  const options = {
    keepAlive: true,
    keepAliveMsecs: 30_000,
    maxSockets: 64,
    maxFreeSockets: 64,
    scheduling: 'lifo' as const,
  }
  const reach = createReach(may)
  return {
    http: new HttpAgent(options),
    https: new HttpsAgent(options),
    reach,
    targetOf: createTargets(reach),
    instantOf: createInstants(),
  }
}

/**
 * One request and its complete answer, or why there is none. Never follows a redirect, never throws for what a server does.
 * Everything that comes back is the server's word and nothing more.
 */
export async function exchange(ports: HttpPorts, request: Request): Promise<Exchange> {
  const first = await attempt(ports, request, 'kept')
  // A kept connection that the server closed meanwhile fails before it has answered a byte: that is no failure of the server.
  const stale = first.kind === 'incomplete' && first.reason === 'network' && first.reusedSocket === true
  return stale ? attempt(ports, request, 'new') : first
}

async function attempt(
  { agents, clock, limits }: HttpPorts,
  request: Request,
  connection: 'kept' | 'new',
): Promise<Exchange> {
  const requestedAt = agents.instantOf(clock.now())
  const target = agents.targetOf(request.url)
  if (target.isRefused) return { ...addressRefused(), requestedAt }
  const sent = send(agents, target, request, connection)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    // Whoever waits for the answer is told that it broke off.
    sent.destroy()
  }, limits.answerMs)
  const came = await answerOf(sent, limits)
  clearTimeout(timer)
  const answered: Answered = isLate ? timedOut(limits) : came
  if (answered.kind === 'incomplete') {
    // The connection is closed with all that may still come of it.
    sent.destroy()
    const { head, undecoded: body, ...why } = answered
    if (head === undefined || body === undefined) return { ...why, requestedAt }
    const received = { ...head, body, requestedAt, receivedAt: agents.instantOf(clock.now()) }
    return { ...why, requestedAt, received }
  }
  const { status, headers, body } = answered
  return { kind: 'answered', status, headers, body, requestedAt, receivedAt: agents.instantOf(clock.now()) }
}

type Head = Pick<Received, 'status' | 'headers'>
type Answered = (Head & { kind: 'answered'; body: Uint8Array }) | (Incomplete & { head?: Head })

async function answerOf(sent: ClientRequest, limits: Limits): Promise<Answered> {
  const response = await responseTo(sent)
  if ('kind' in response) return response
  const body = await bodyOf(response, limits.bodyBytes)
  const [status, headers] = [response.statusCode ?? 0, headersOf(response)]
  return 'kind' in body
    ? { ...body, head: { status, headers } }
    : { kind: 'answered', status, headers, body: body.bytes }
}

function send(
  agents: Agents,
  { secure, host, hostname, port, path }: Target,
  { method, headers, body }: Request,
  connection: 'kept' | 'new',
): ClientRequest {
  const sent = (secure ? requestHttps : requestHttp)({
    // Said in full: of a URL, Node would first make the same with twice the work.
    hostname,
    port,
    path,
    method,
    headers: written(host, headers, body),
    maxHeaderSize: 16_384,
    lookup: agents.reach.lookup,
    // After a freeze every kept connection may be dead: `false` makes one for this request alone.
    agent: connection === 'kept' && (secure ? agents.https : agents.http),
  })
  // Errors after the first are of no interest, but without a listener they would end the process.
  sent.on('error', () => {})
  sent.end(body)
  return sent
}

/** Name behind name and value: an object's Node would first keep one by one. Of these it adds only `Connection` itself. */
function written(host: string, headers: Request['headers'], body: string | undefined): readonly string[] {
  const all = ['host', host]
  for (const name in headers) all.push(name, headers[name] ?? '')
  if (body !== undefined) all.push('content-length', String(Buffer.byteLength(body)))
  return all
}

function timedOut({ answerMs }: Limits): Incomplete {
  return incomplete('timeout', `no complete answer within ${answerMs} ms`)
}
