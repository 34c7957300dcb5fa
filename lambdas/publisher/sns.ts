import type { SNSClient, SNSClientConfig } from '@aws-sdk/client-sns'
import type { Publish } from './notify/ports.ts'

/** Publishes to a topic. The SDK is loaded with the first message: most invocations have none. */
export function createSnsPublish({
  topicArn,
  config,
}: {
  topicArn: string
  config: SNSClientConfig
}): Publish {
  let client: SNSClient | undefined
  return async (message) => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
    client ??= new SNSClient(config)
    const { MessageId } = await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        ...message,
        MessageAttributes: { ...message.MessageAttributes },
      }),
    )
    if (MessageId === undefined) throw new Error(`${message.Subject}: SNS gave no message id`)
    return { messageId: MessageId }
  }
}
