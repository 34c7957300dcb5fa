import { chatMessageOf } from '../domain/telling/chat-message.ts'
import { createEventBusPublish } from './event-bus.ts'
import { createSnsPublish } from './sns.ts'
import type { Way } from './ways.ts'

/** Where a deployed publisher tells people and programs; empty: there is no such way. */
export interface AwsWays {
  readonly topicArn: string
  /** For chat clients: the same in the form that they show. */
  readonly chatTopicArn: string
  /** Name or ARN of an event bus. */
  readonly eventBus: string
}

export function awsWays({ topicArn, chatTopicArn, eventBus }: AwsWays): {
  readonly first: Way
  readonly others: readonly Way[]
} {
  const toChat = createSnsPublish({ topicArn: chatTopicArn, config: {} })
  return {
    first: { name: 'topic', give: createSnsPublish({ topicArn, config: {} }) },
    others: [
      ...(chatTopicArn === ''
        ? []
        : [{ name: 'chat', give: (message, id) => toChat(chatMessageOf(message, id), id) } satisfies Way]),
      ...(eventBus === '' ? [] : [{ name: 'events', give: createEventBusPublish({ eventBus, config: {} }) }]),
    ],
  }
}
