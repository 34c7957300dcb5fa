import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import type { TABLES } from '../create-tables.ts'
import { Refused } from '../refused.ts'

export type TableNames = { readonly [table in keyof typeof TABLES]: string }

/** The tables of a deployed stack, as its outputs name them (infra/ledger-stack.ts). Region and credentials are the caller's own. */
export async function tablesOfStack(stack: string): Promise<TableNames> {
  const outputs = await outputsOf(stack)
  const named = (output: string): string => {
    const name = outputs.get(output)
    if (name === undefined) throw new Refused(`--stack: ${stack} has no output ${output}: it is none of ours`)
    return name
  }
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
