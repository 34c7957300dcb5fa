import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { createKmsSigner } from '../archive/log/notes/kms-signer.ts'
import { parseVkey } from '../archive/log/notes/verifier-key.ts'
import { createDynamoWitnessedTrees } from './dynamo-witnessed-trees.ts'
import { readEnvironment } from './environment.ts'
import { createWitnessApi } from './http.ts'
import { type WitnessLine, withMetric } from './log.ts'

const environment = readEnvironment(process.env)
const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'witness'
const answer = createWitnessApi({
  trees: createDynamoWitnessedTrees({ client: new DynamoDBClient({}), table: environment.WITNESS_TABLE }),
  logs: environment.WITNESSED_LOGS.split(',').map(parseVkey),
  signer: createKmsSigner({ keyId: environment.WITNESS_KEY_ID, name: environment.WITNESS_NAME }),
  clock: { now: () => Date.now() },
  // Straight to the stream: console.log puts a prefix before the line, and then it is no embedded metric.
  log: (line: WitnessLine) => {
    process.stdout.write(`${JSON.stringify(withMetric(line, { nowMs: Date.now(), functionName }))}\n`)
  },
})

/** An HTTP request. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answer(event)
}
