import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'

/** Encrypts the logs, which find faults and are forgotten; the record does not depend on it. */
export function createLogsKey(scope: Construct): Key {
  const key = new Key(scope, 'LogsKey', {
    description: 'Checkpoint Ledger: what the functions and the API log',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const { partition, region, account } = Stack.of(scope)
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Logs',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      // Of this account’s log groups only.
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  )
  return key
}
