import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams'
import * as z from 'zod'

/** What Lambda's event source mapping does in AWS: brings the ledger's stream to the publisher, in order, until it says yes. */
export interface StreamPump {
  /** Delivers all that is there now; false where a delivery was refused and must be tried again. */
  readonly drain: () => Promise<boolean>
}

export interface StreamPumpPorts {
  readonly dynamodb: DynamoDBClient
  readonly streams: DynamoDBStreamsClient
  readonly table: string
  /** File with the last delivered sequence number per shard. Losing it costs repeated deliveries, which change nothing. */
  readonly positionFile: string
  /** The sequence number of the first record that could not be handled, or undefined. */
  readonly deliver: (records: readonly StreamRecord[]) => Promise<string | undefined>
}

const BATCH = 100

const positionsSchema = z.record(z.string(), z.string())

export function createStreamPump(ports: StreamPumpPorts): StreamPump {
  return {
    drain: async () => {
      const { Table } = await ports.dynamodb.send(new DescribeTableCommand({ TableName: ports.table }))
      const arn = Table?.LatestStreamArn
      if (arn === undefined) throw new Error(`table ${ports.table} has no stream`)
      const { StreamDescription } = await ports.streams.send(new DescribeStreamCommand({ StreamArn: arn }))
      for (const { ShardId } of StreamDescription?.Shards ?? []) {
        if (ShardId !== undefined && !(await drainShard(ports, arn, ShardId))) return false
      }
      return true
    },
  }
}

async function drainShard(ports: StreamPumpPorts, arn: string, shard: string): Promise<boolean> {
  let iterator = await iteratorAfter(ports, arn, shard)
  while (iterator !== undefined) {
    const { Records = [], NextShardIterator } = await ports.streams.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: BATCH }),
    )
    if (Records.length === 0) return true
    const refused = await ports.deliver(Records)
    const upTo = refused === undefined ? Records.length : Records.findIndex((r) => sequenceOf(r) === refused)
    const last = Records[upTo - 1]
    if (last !== undefined) savePosition(ports.positionFile, arn, shard, sequenceOf(last))
    if (refused !== undefined) return false
    iterator = NextShardIterator
  }
  return true
}

async function iteratorAfter(
  ports: StreamPumpPorts,
  arn: string,
  shard: string,
): Promise<string | undefined> {
  const after = readPositions(ports.positionFile)[`${arn} ${shard}`]
  const common = { StreamArn: arn, ShardId: shard }
  const horizon = { ...common, ShardIteratorType: 'TRIM_HORIZON' as const }
  if (after === undefined)
    return (await ports.streams.send(new GetShardIteratorCommand(horizon))).ShardIterator
  const next = { ...common, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: after }
  try {
    return (await ports.streams.send(new GetShardIteratorCommand(next))).ShardIterator
  } catch (error) {
    // Trimmed since (a stream keeps a day): begin with the oldest that is there. What was never delivered stands in the ledger, and is not told.
    if (!(error instanceof Error) || error.name !== 'TrimmedDataAccessException') throw error
    return (await ports.streams.send(new GetShardIteratorCommand(horizon))).ShardIterator
  }
}

function sequenceOf(record: StreamRecord): string {
  const sequence = record.dynamodb?.SequenceNumber
  if (sequence === undefined) throw new Error('stream record without a sequence number')
  return sequence
}

function readPositions(file: string): { readonly [shard: string]: string } {
  try {
    return positionsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Absent, or cut short by a kill: from the beginning, since deliveries may be repeated.
    return {}
  }
}

function savePosition(file: string, arn: string, shard: string, sequence: string): void {
  const positions = { ...readPositions(file), [`${arn} ${shard}`]: sequence }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(positions))
  renameSync(draft, file)
}
