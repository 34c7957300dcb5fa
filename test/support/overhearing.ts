import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Loopback proxies in front of DynamoDB and S3 that write down what is asked of them. */
export interface Overheard {
  readonly endpoints: { readonly dynamodb: string; readonly s3: string }
  /** What was asked since the last time, each once, sorted: `ledger:Query`, `s3:GET`; of a transaction each of its parts (`work:Put`). */
  readonly taken: () => readonly string[]
  readonly stop: () => Promise<void>
}

export async function startOverhearing(targets: {
  readonly dynamodb: string
  readonly s3: string
}): Promise<Overheard> {
  let heard = new Set<string>()
  const passOn = async (
    target: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> => {
    const body = await buffer(incoming)
    const operation = String(incoming.headers['x-amz-target'] ?? '').split('.')[1]
    const asked =
      operation === undefined ? [`s3:${incoming.method}`] : operationsIn(operation, body.toString('utf8'))
    for (const one of asked) heard.add(one)
    const { method, url: path, headers } = incoming
    const onward = request(target, { method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => incoming.socket.destroy())
    onward.end(body)
  }
  const between = (target: string): Server =>
    createServer((incoming, outgoing) => {
      void passOn(target, incoming, outgoing).catch(() => incoming.socket.destroy())
    })
  const servers = [between(targets.dynamodb), between(targets.s3)] as const
  const listening = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const [dynamodb, s3] = await Promise.all([listening(servers[0]), listening(servers[1])])
  return {
    endpoints: { dynamodb, s3 },
    taken: () => {
      const all = [...heard].toSorted()
      heard = new Set()
      return all
    },
    stop: async () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

interface Part {
  readonly [kind: string]: { readonly TableName: string }
}

function operationsIn(operation: string, text: string): readonly string[] {
  const body = JSON.parse(text) as { readonly TableName?: string; readonly TransactItems?: readonly Part[] }
  if (body.TransactItems === undefined) return [`${body.TableName ?? ''}:${operation}`]
  return body.TransactItems.flatMap((part) =>
    Object.entries(part).map(([kind, { TableName }]) => `${TableName}:${kind}Item`),
  )
}
