import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { onLoopback } from './loopback-server.ts'

/** One request of an SDK to DynamoDB. */
export interface Asked {
  /** `PutItem`, `Query` … */
  readonly operation: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What the wire does to a request. */
export type Fate =
  | { readonly kind: 'passes' }
  /** Not carried out; the client is told so. `reasons`: per item of a transaction, why it was cancelled. */
  | { readonly kind: 'refused'; readonly code: string; readonly reasons?: readonly string[] }
  /** Not carried out: the connection breaks. */
  | { readonly kind: 'broken' }
  /** Carried out; the answer never comes. */
  | { readonly kind: 'unanswered' }
  /** Carried out twice, one after the other; the second answer comes. */
  | { readonly kind: 'replayed' }
  /** A page ends after so many items, as it does at 1 MB. */
  | { readonly kind: 'short'; readonly items: number }

export const PASSES: Fate = { kind: 'passes' }

/** A loopback proxy in front of DynamoDB that decides on each request. */
export interface Wire {
  readonly endpoint: string
  readonly decide: (fate: (asked: Asked) => Fate) => void
  /** How often each kind of fate was met since `decide`. */
  readonly met: (kind: Fate['kind']) => number
  readonly stop: () => Promise<void>
}

export async function startWire(target: string): Promise<Wire> {
  let decide: (asked: Asked) => Fate = () => PASSES
  let met = new Map<Fate['kind'], number>()
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const text = await buffer(incoming)
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? ''
    const body = JSON.parse(text.toString('utf8')) as Asked['body']
    const fate = decide({ operation, body })
    met.set(fate.kind, (met.get(fate.kind) ?? 0) + 1)
    if (fate.kind === 'broken') return void incoming.socket.destroy()
    if (fate.kind === 'refused') return refuse(outgoing, fate)
    const sent = fate.kind === 'short' ? Buffer.from(JSON.stringify(cut(body, fate.items))) : text
    if (fate.kind === 'replayed') await forwarded(target, incoming, sent)
    const { status, headers, answer } = await forwarded(target, incoming, sent)
    if (fate.kind === 'unanswered') return void incoming.socket.destroy()
    outgoing.writeHead(status, headers).end(answer)
  }
  const { url, stop } = await onLoopback(server)
  return {
    endpoint: url,
    decide: (fate) => {
      decide = fate
      met = new Map()
    },
    met: (kind) => met.get(kind) ?? 0,
    stop,
  }
}

function cut(body: Asked['body'], items: number): Asked['body'] {
  const limit = body['Limit']
  return { ...body, Limit: typeof limit === 'number' ? Math.min(limit, items) : items }
}

async function forwarded(target: string, { method, url: path, headers }: IncomingMessage, body: Buffer) {
  const onward = request(target, {
    method,
    path,
    headers: { ...headers, 'content-length': String(body.length) },
  })
  onward.end(body)
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 500, headers: answer.headers, answer: await buffer(answer) }
}

function refuse(outgoing: ServerResponse, { code, reasons }: Fate & { kind: 'refused' }): void {
  const message = reasons === undefined ? code : `Transaction cancelled [${reasons.join()}]`
  const told = reasons === undefined ? {} : { CancellationReasons: reasons.map((Code) => ({ Code })) }
  const status = code === 'InternalServerError' ? 500 : 400
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  outgoing.end(
    JSON.stringify({
      __type: `com.amazonaws.dynamodb.v20120810#${code}`,
      message,
      Message: message,
      ...told,
    }),
  )
}
