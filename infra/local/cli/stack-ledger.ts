import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import { createS3Archive, createS3ArchiveReader } from '../../../lambdas/archive/s3-archive.ts'
import { createDynamoLedgerTable } from '../../../lambdas/ledger/dynamo-ledger-table.ts'
import type { LedgerTable } from '../../../lambdas/ledger/ledger-table.ts'
import { awsWays } from '../../../lambdas/publisher/aws-ways.ts'
import { createPublisherPorts } from '../../../lambdas/publisher/publisher-ports.ts'
import type { MakingPorts } from '../../../lambdas/publisher/report/make-reports.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'
import { Refused } from '../refused.ts'
import { logProblem } from '../terminal.ts'
import { ownDynamoDbClient, ownS3Client } from './aws-clients.ts'
import type { Rebuilt } from './rebuild-command.ts'
import { outputsOfStack } from './stack-outputs.ts'

// As the deployed publisher's, with which it shares the outbox.
const LEASE_MS = 60_000

/** A deployed stack as its publisher has it, with the caller's own credentials. Nothing is made in it, and nothing written but what an action records. */
export async function portsOfStack(stack: string): Promise<MakingPorts> {
  const { named, optional } = await outputsOfStack(stack)
  const bucket = named('ArchiveBucketName')
  return createPublisherPorts({
    client: ownDynamoDbClient(),
    tables: { ledger: named('LedgerTableName'), work: named('WorkTableName') },
    archive: createS3Archive({
      client: ownS3Client(),
      bucket,
      lockMode: lockModeIn(stack, named('ObjectLockMode')),
    }),
    archiveLink: (name) => `s3://${bucket}/${name}`,
    origin: named('LogOrigin'),
    ways: awsWays({
      topicArn: named('NotificationsTopicArn'),
      chatTopicArn: optional('ChatTopicArn'),
      eventBus: optional('EventBus'),
    }),
    linkBase: () => optional('LinkBase'),
    emailText: named('EmailText') === 'true',
    clock: systemClock,
    leaseMs: LEASE_MS,
    log: logProblem,
  })
}

/** What of a stack is made anew, and from what. */
export async function toRebuildOfStack(stack: string): Promise<Omit<Rebuilt, 'key' | 'entries'>> {
  const { named } = await outputsOfStack(stack)
  return {
    client: ownDynamoDbClient(),
    tables: { ledger: named('LedgerTableName'), work: named('WorkTableName') },
    archive: createS3ArchiveReader({ client: ownS3Client(), bucket: named('ArchiveBucketName') }),
  }
}

/** What of a stack is read to prove or to export it. */
export async function recordOfStack(stack: string): Promise<{
  readonly archive: ArchiveReader
  readonly table: LedgerTable
}> {
  const { named } = await outputsOfStack(stack)
  return {
    archive: createS3ArchiveReader({ client: ownS3Client(), bucket: named('ArchiveBucketName') }),
    table: createDynamoLedgerTable({ client: ownDynamoDbClient(), table: named('LedgerTableName') }),
  }
}

function lockModeIn(stack: string, text: string): 'COMPLIANCE' | 'GOVERNANCE' {
  if (text === 'COMPLIANCE' || text === 'GOVERNANCE') return text
  throw new Refused(`--stack: ${stack} has ${text} as its ObjectLockMode`)
}
