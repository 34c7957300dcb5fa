import { type App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { WitnessEnvironment } from '../../lambdas/witness/environment.ts'
import { counted, raising } from '../alarms/alarm.ts'
import { createHttpApi } from '../http-api.ts'
import { allow, createFunction, type DeployedFunction } from '../lambda-function.ts'
import { createLogsKey } from '../logs-key.ts'
import { createSigningKey } from '../signing-key.ts'
import { createWatchersTopic } from '../topics.ts'
import type { WitnessSettings } from './witness-settings.ts'

export interface WitnessStackOptions {
  readonly settings: WitnessSettings
  /** Directory of its bundle. */
  readonly code: string
}

/**
 * A witness (c2sp.org/tlog-witness) for ledgers of others: it remembers the largest tree of each log, and cosigns what goes on from it.
 * It belongs into an account that nobody who runs the ledger administers: there it is one more who would have to lie.
 */
export function createWitnessStack(app: App, { settings, code }: WitnessStackOptions): Stack {
  const stack = new Stack(app, `CheckpointWitness-${settings.stage}`, {
    description: 'Checkpoint Ledger: a witness that cosigns the signed logs of others',
    terminationProtection: true,
  })
  const trees = new TableV2(stack, 'WitnessedTrees', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    // To look at, never to restore: a witness that was put back could cosign a fork.
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  const key = createSigningKey(stack, 'WitnessKey', 'Checkpoint Ledger: cosigns logs as a witness')
  const logsKey = createLogsKey(stack)
  const environment = {
    WITNESS_TABLE: trees.tableName,
    WITNESS_NAME: settings.name,
    WITNESS_KEY_ID: key.keyArn,
    WITNESSED_LOGS: settings.logs.join(','),
  } satisfies WitnessEnvironment
  const witness = createFunction(stack, 'Witness', {
    description: 'Checkpoint Ledger: cosigns what goes on from what it has cosigned',
    code,
    environment: { ...environment },
    logsKey,
    timeout: Duration.seconds(10),
  })
  const { role } = witness
  allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem'], [trees.tableArn])
  allow(role, ['kms:GetPublicKey', 'kms:Sign'], [key.keyArn])
  const api = createHttpApi(stack, witness, logsKey)
  createWitnessAlarms(stack, witness, settings)
  const outputs = {
    WitnessUrl: api.apiEndpoint,
    WitnessName: settings.name,
    WitnessTableName: trees.tableName,
  }
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value })
  return stack
}

function createWitnessAlarms(stack: Stack, witness: DeployedFunction, { emails }: WitnessSettings): void {
  const alarm = raising(stack, createWatchersTopic(stack, emails, witness.deadLetters))
  alarm('LogForked', 'witness-log-forked', {
    description: 'A log has shown a tree that does not go on from what was cosigned.',
    metric: counted('LogForked', witness, 1),
  })
  alarm('WitnessErrors', 'witness-errors', {
    description: 'The witness failed.',
    metric: witness.lambda.metricErrors({ statistic: Stats.SUM, period: Duration.minutes(5) }),
  })
}
