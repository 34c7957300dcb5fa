import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Entry } from '../../lambdas/domain/entry.ts'
import { entryFromImage } from '../../lambdas/ledger/item.ts'
import type { PublisherLog } from '../../lambdas/publisher/log.ts'
import { keepDeadLetters, unreadable } from './dead-letters.ts'

export interface DeliveryPorts {
  readonly stream: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>
  /** Where records go that nobody can read. */
  readonly deadLetters: string
  readonly onEntry: (entry: Entry) => void
  readonly log: PublisherLog
}

/**
 * Brings records to the publisher as Lambda does, and gives the sequence number of the first one that must come again, or undefined.
 * One that nobody can read is kept aside and holds up nothing.
 */
export function createDelivery({ stream, deadLetters, onEntry, log }: DeliveryPorts) {
  return async (records: readonly StreamRecord[]): Promise<string | undefined> => {
    const problems = new Map(records.map((record) => [record, unreadable(record)]))
    const readable = records.filter((record) => problems.get(record) === undefined)
    const { batchItemFailures } = await stream({ Records: readable.map(lambdaForm) })
    const refused = batchItemFailures[0]?.itemIdentifier
    for (const record of records) {
      const sequence = record.dynamodb?.SequenceNumber ?? ''
      if (sequence === refused) break
      const error = problems.get(record)
      if (error !== undefined) {
        log({ name: 'stream-record-failed', sequence, error })
        keepDeadLetters(deadLetters, [record])
      } else if (record.eventName === 'INSERT') {
        onEntry(entryFromImage(record.dynamodb?.NewImage ?? {}))
      }
    }
    return refused
  }
}

/** A record as Lambda hands it over: of the members that are read, text and numbers, both forms agree. */
function lambdaForm({ eventName, dynamodb }: StreamRecord): DynamoDBRecord {
  return { eventName, dynamodb } as DynamoDBRecord
}
