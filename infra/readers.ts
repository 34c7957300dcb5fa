import type { Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { ALERTS_BY_STATE, type Storage } from './storage.ts'

/**
 * What it takes to read and to prove everything, and to change nothing: for auditors, and for `npm run ledger -- … --stack NAME` of whoever only looks.
 * It is attached to nobody: give it to a role of theirs. Keys of the API, even as hashes, are no part of it.
 */
export function createReadersPolicy(scope: Stack, { ledger, work, archive }: Storage): ManagedPolicy {
  const reading = (actions: readonly string[], resources: readonly string[]): PolicyStatement =>
    new PolicyStatement({ actions: [...actions], resources: [...resources] })
  return new ManagedPolicy(scope, 'Readers', {
    description: 'Checkpoint Ledger: reads and proves the record, and changes nothing',
    statements: [
      reading(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'], [ledger.tableArn]),
      reading(
        ['dynamodb:GetItem', 'dynamodb:Query'],
        [work.tableArn, `${work.tableArn}/index/${ALERTS_BY_STATE}`],
      ),
      reading(['s3:GetObject'], [archive.arnForObjects('*')]),
      reading(['s3:ListBucket'], [archive.bucketArn]),
      // Where all of this is.
      reading(['cloudformation:DescribeStacks'], [scope.stackId]),
    ],
  })
}
