import { appendFileSync } from 'node:fs'
import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams'
import { errorText } from '../../lambdas/domain/log-line.ts'
import { entryFromImage } from '../../lambdas/ledger/item.ts'

/** Why the record brings no entry that can be read, now or ever; undefined where it does, or brings none at all. */
export function unreadable({ eventName, dynamodb }: StreamRecord): string | undefined {
  if (eventName !== 'INSERT') return undefined
  try {
    entryFromImage(dynamodb?.NewImage ?? {})
    return undefined
  } catch (error) {
    return errorText(error)
  }
}

/**
 * Keeps records that nobody can read, one line each, as the queue of dead letters does in AWS: they must not hold up what is behind
 * them. A record may be kept twice.
 */
export function keepDeadLetters(file: string, records: readonly StreamRecord[]): void {
  for (const record of records) {
    const { Keys, SequenceNumber, NewImage } = record.dynamodb ?? {}
    const letter = { sequence: SequenceNumber, keys: Keys, error: unreadable(record), image: NewImage }
    appendFileSync(file, `${JSON.stringify(letter)}\n`)
  }
}
