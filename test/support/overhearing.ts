import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { onLoopback } from './loopback-server.ts'
import { passOn } from './passing-on.ts'

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
  const overhear = async (target: string, incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await buffer(incoming)
    const operation = String(incoming.headers['x-amz-target'] ?? '').split('.')[1]
    const asked =
      operation === undefined ? [`s3:${incoming.method}`] : operationsIn(operation, body.toString('utf8'))
    for (const one of asked) heard.add(one)
    passOn(target, incoming, outgoing, { body })
  }
  const between = (target: string): Server =>
    createServer((incoming, outgoing) => {
      void overhear(target, incoming, outgoing).catch(() => incoming.socket.destroy())
    })
  const [dynamodb, s3] = await Promise.all([
    onLoopback(between(targets.dynamodb)),
    onLoopback(between(targets.s3)),
  ])
  return {
    endpoints: { dynamodb: dynamodb.url, s3: s3.url },
    taken: () => {
      const all = [...heard].toSorted()
      heard = new Set()
      return all
    },
    stop: async () => {
      await Promise.all([dynamodb.stop(), s3.stop()])
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
