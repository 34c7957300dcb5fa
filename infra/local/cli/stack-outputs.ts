import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import type { TABLES } from '../create-tables.ts'
import { Refused } from '../refused.ts'

/** What commands read of a deployed stack's outputs (infra/ledger-stack.ts). */
export const OUTPUTS_READ = [
  'LedgerTableName',
  'WorkTableName',
  'AccessTableName',
  'ArchiveBucketName',
  'NotificationsTopicArn',
  'LogOrigin',
  'EmailText',
  'ObjectLockMode',
] as const
type Output = (typeof OUTPUTS_READ)[number]

/** There only where they are set: CloudFormation has no empty outputs. */
export const OPTIONAL_OUTPUTS = ['LinkBase', 'ChatTopicArn', 'EventBus'] as const

export interface StackOutputs {
  /** Refuses a stack that does not have it. */
  readonly named: (output: Output) => string
  /** Empty where it is not set. */
  readonly optional: (output: (typeof OPTIONAL_OUTPUTS)[number]) => string
}

export type TableNames = { readonly [table in keyof typeof TABLES]: string }

/** The outputs of a deployed stack. Region and credentials are the caller's own; asks for `cloudformation:DescribeStacks` and nothing else. */
export async function outputsOfStack(stack: string): Promise<StackOutputs> {
  const outputs = await outputsOf(stack)
  return {
    named: (output) => {
      const value = outputs.get(output)
      if (value === undefined)
        throw new Refused(
          `--stack: ${stack} has no output ${output}: it is none of ours, or was deployed by an older version`,
        )
      return value
    },
    optional: (output) => outputs.get(output) ?? '',
  }
}

export async function tablesOfStack(stack: string): Promise<TableNames> {
  const { named } = await outputsOfStack(stack)
  return {
    ledger: named('LedgerTableName'),
    work: named('WorkTableName'),
    access: named('AccessTableName'),
  }
}

async function outputsOf(stack: string): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient({})
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }))
    return new Map(
      (found?.Outputs ?? []).flatMap(({ OutputKey: key, OutputValue: value }) =>
        key === undefined || value === undefined ? [] : [[key, value] as const],
      ),
    )
  } catch (error) {
    throw new Error(`--stack: ${stack} cannot be described: ${errorText(error)}`, { cause: error })
  } finally {
    client.destroy()
  }
}
