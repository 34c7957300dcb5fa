import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { refuseUnreadable } from './unreadable-request.ts'

type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

export interface HttpServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

// As API Gateway: within it, what is too large is the publisher's to refuse.
const MAX_BODY_BYTES = 10 * 1024 * 1024

/**
 * API Gateway on one machine: every request becomes the event that the publisher gets in AWS.
 * Who may ask for what is the publisher's to say.
 * Rejects where the port is taken.
 */
export async function startHttpServer(
  api: Api,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void answer(api, request, response)
  })
  server.on('clientError', refuseUnreadable)
  await listening(server, host, port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no address')
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`cannot listen on ${host}:${port}`, { cause })))
    server.listen(port, host, resolve)
  })
}

async function answer(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await bodyOf(request)
    if (body === undefined) return send(response, refused(413, 'PayloadTooLarge', 'The body is too large'))
    send(response, await api(eventOf(request, body)))
  } catch (error) {
    // The client is gone, or the publisher broke its promise to answer: either way nobody else must suffer.
    console.error(JSON.stringify({ name: 'request-failed', error: String(error) }))
    if (response.headersSent) response.destroy()
    else send(response, refused(500, 'InternalError', 'Internal error'))
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  const body: AsyncIterable<Buffer> = request
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function eventOf(request: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  const [rawPath = '/', ...query] = (request.url ?? '/').split('?')
  // As API Gateway: what was sent twice is joined, not dropped.
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  )
  const method = request.method ?? 'GET'
  const now = Date.now()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query.join('?'),
    headers,
    isBase64Encoded: body.length > 0,
    ...(body.length > 0 ? { body: body.toString('base64') } : {}),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: String(now),
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
  }
}

function send(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)] as const)
  response.writeHead(result.statusCode ?? 200, Object.fromEntries(headers))
  response.end(Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'))
}

function refused(statusCode: number, errorCode: string, message: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ message, error_code: errorCode, details: {} }),
  }
}
