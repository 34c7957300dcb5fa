import { createServer } from 'node:http'
import { onLoopback } from './loopback-server.ts'
import { passOn } from './passing-on.ts'

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
    if (losing !== operation) return passOn(target, incoming, outgoing)
    passOn(target, incoming, outgoing, {
      take: (answer) => {
        losing = undefined
        lost += 1
        answer.resume()
        incoming.socket.destroy()
      },
    })
  })
  const { url, stop } = await onLoopback(server)
  return {
    endpoint: url,
    loseNextAnswerOf: (operation) => {
      losing = operation
    },
    lost: () => lost,
    stop,
  }
}
