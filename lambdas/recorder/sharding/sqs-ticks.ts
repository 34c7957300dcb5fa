import type { SQSClient } from '@aws-sdk/client-sqs'
import type { SendTicks } from './hand-out.ts'
import { shardTickText } from './shard-tick.ts'

// The SDK waits for ever unless told otherwise, and with it would the tick.
const PATIENCE = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true }
// SQS takes at most ten messages at once.
const A_BATCH = 10

/**
 * Sends the parts of a tick through a queue. Rejects, when all were tried, where any was refused. The SDK is loaded when a
 * tick is first handed out.
 */
export function createSqsTicks({ queueUrl }: { readonly queueUrl: string }): SendTicks {
  let client: SQSClient | undefined
  return async (ticks) => {
    const { SendMessageBatchCommand, SQSClient } = await import('@aws-sdk/client-sqs')
    const sqs = (client ??= new SQSClient({ requestHandler: PATIENCE }))
    const refused: string[] = []
    for (let i = 0; i < ticks.length; i += A_BATCH) {
      const batch = ticks.slice(i, i + A_BATCH)
      const Entries = batch.map((tick) => ({ Id: tick.shard, MessageBody: shardTickText(tick) }))
      try {
        const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
        refused.push(...Failed.map(({ Id, Code }) => `${Id} (${Code})`))
      } catch (error) {
        // The other batches are sent all the same: one that is refused must not cost everybody this tick.
        const why = error instanceof Error ? error.name : 'unknown'
        refused.push(...batch.map(({ shard }) => `${shard} (${why})`))
      }
    }
    if (refused.length > 0) throw new Error(`shards not sent: ${refused.join(', ')}`)
  }
}
