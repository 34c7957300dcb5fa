import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A loopback proxy that can let a request through and then lose its answer. */
export interface FlakyProxy {
  readonly endpoint: string
  /** The next request of this DynamoDB operation reaches the server; its answer never comes back. */
  readonly loseNextAnswerOf: (operation: string) => void
  readonly lost: () => number
  readonly stop: () => Promise<void>
}

export async function startFlakyProxy(target: string): Promise<FlakyProxy> {
  let losing: string | undefined
  let lost = 0
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1]
    const onward = request(
      target,
      { method: incoming.method, headers: incoming.headers, path: incoming.url },
      (answer) => {
        if (losing === operation) {
          losing = undefined
          lost += 1
          answer.resume()
          incoming.socket.destroy()
          return
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNextAnswerOf: (operation) => {
      losing = operation
    },
    lost: () => lost,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
