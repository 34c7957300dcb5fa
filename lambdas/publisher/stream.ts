import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  AttributeValue as StreamValue,
} from 'aws-lambda'
import type { Entry } from '../domain/entry.ts'
import { errorText } from '../domain/log-line.ts'
import { entryFromImage, type Item } from '../ledger/item.ts'
import type { PublisherLog } from './log.ts'

export interface StreamPorts {
  readonly takeIn: (entry: Entry) => Promise<void>
  readonly log: PublisherLog
}

/**
 * Takes in the ledger's stream, in order. The first record that fails is reported and nothing behind it is touched:
 * Lambda brings them all again from there (ReportBatchItemFailures).
 */
export async function takeInStream(
  ports: StreamPorts,
  event: DynamoDBStreamEvent,
): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    const sequence = record.dynamodb?.SequenceNumber ?? ''
    try {
      await takeInRecord(ports, record)
    } catch (error) {
      ports.log({ name: 'stream-record-failed', sequence, error: errorText(error) })
      return { batchItemFailures: [{ itemIdentifier: sequence }] }
    }
  }
  return { batchItemFailures: [] }
}

async function takeInRecord({ takeIn, log }: StreamPorts, record: DynamoDBRecord): Promise<void> {
  if (record.eventName === 'INSERT') return takeIn(entryFromImage(itemOf(record.dynamodb?.NewImage ?? {})))
  // Nobody may change or remove an entry: that somebody did is itself an alarm, and nothing of it is taken in.
  const keys = record.dynamodb?.Keys
  const name = record.eventName === 'REMOVE' ? 'entry-removed' : 'entry-modified'
  log({ name, ledger: keys?.['pk']?.S ?? '?', seq: keys?.['sk']?.N ?? '?' })
}

/** Lambda's form of an item: of the members that an entry is read from, all are text. */
function itemOf(image: { readonly [name: string]: StreamValue }): Item {
  return Object.fromEntries(
    ['pk', 'sk', 'body', 'hash'].flatMap((name): (readonly [string, AttributeValue])[] => {
      const value = image[name]
      if (value?.S !== undefined) return [[name, { S: value.S }]]
      return value?.N === undefined ? [] : [[name, { N: value.N }]]
    }),
  )
}
