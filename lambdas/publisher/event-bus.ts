import type { EventBridgeClient, EventBridgeClientConfig } from '@aws-sdk/client-eventbridge'
import { formTextIn, kindIn } from '../domain/telling/message.ts'
import { EVENT_SOURCE } from './environment.ts'
import type { Publish } from './notify/ports.ts'

/** Puts a message on an event bus: `detail` is the JSON of CONTRACT §6, `detail-type` its kind. The SDK is loaded with the first message. */
export function createEventBusPublish({
  eventBus,
  config,
}: {
  readonly eventBus: string
  readonly config: EventBridgeClientConfig
}): Publish {
  let client: EventBridgeClient | undefined
  return async (message) => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
    client ??= new EventBridgeClient(config)
    const entry = {
      EventBusName: eventBus,
      Source: EVENT_SOURCE,
      DetailType: kindIn(message),
      Detail: formTextIn(message),
    }
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }))
    const [put] = Entries
    // A bus refuses an event within an answer of 200.
    if (put?.EventId === undefined) throw eventRefused(put?.ErrorCode)
    return { messageId: put.EventId }
  }
}

function eventRefused(code = 'no event id'): Error {
  return Object.assign(new Error(`${EVENT_SOURCE}: the event bus refused an event (${code})`), { code })
}
