import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** One command of the SDK: `GetItem`, `Query` … */
export interface Command {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A client without a server, for what DynamoDB says too seldom to be waited for: whatever `answer` gives or throws. */
export function answeredBy(answer: (command: Command) => unknown): {
  readonly client: DynamoDBClient
  readonly asked: readonly Command[]
} {
  const asked: Command[] = []
  const send = async (sent: {
    readonly constructor: { readonly name: string }
    readonly input: Command['input']
  }) => {
    const command = { operation: sent.constructor.name.replace(/Command$/, ''), input: sent.input }
    asked.push(command)
    return answer(command)
  }
  return { client: { send } as unknown as DynamoDBClient, asked }
}
