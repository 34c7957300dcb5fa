import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'
import { type Agents, createAgents } from '../../../lambdas/recorder/feldera/http.ts'

export interface Loopback {
  readonly url: string
  /** Every request, in the order of arrival. */
  readonly requests: readonly IncomingMessage[]
  /** Every connection that was ever made. */
  readonly connections: readonly Socket[]
}

/** Real servers and connections of one test, all closed by `close`. */
export function createLoopbacks() {
  const servers: Server[] = []
  const raw: NetServer[] = []
  const agents: Agents = createAgents({ loopback: true })
  return {
    agents,
    serve: async (listener: RequestListener): Promise<Loopback> => {
      const requests: IncomingMessage[] = []
      const connections: Socket[] = []
      const server = createServer((request, response) => {
        requests.push(request)
        listener(request, response)
      })
      server.on('connection', (socket) => connections.push(socket))
      servers.push(server)
      return { url: await listening(server), requests, connections }
    },
    listen: async (server: NetServer): Promise<string> => {
      raw.push(server)
      return listening(server)
    },
    close: (): void => {
      agents.http.destroy()
      agents.https.destroy()
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      for (const server of raw) server.close()
    },
  }
}

export type Loopbacks = ReturnType<typeof createLoopbacks>

/** Answers each request with the next of these; the last one for ever. */
export function inTurn(...answers: readonly RequestListener[]): RequestListener {
  let turn = 0
  return (request, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)]
    turn += 1
    answer?.(request, response)
  }
}

export function json(status: number, body: unknown, headers: { readonly [name: string]: string } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return ((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
  }) satisfies RequestListener
}

async function listening(server: NetServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
