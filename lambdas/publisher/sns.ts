import type { SNSClient } from '@aws-sdk/client-sns'
import type { Publish } from './notify/ports.ts'

/** Publishes to a topic. The SDK is loaded with the first message: most invocations have none. */
export function createSnsPublish({ topicArn, region }: { topicArn: string; region?: string }): Publish {
  let client: SNSClient | undefined
  return async (message) => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
    client ??= new SNSClient(region === undefined ? {} : { region })
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
