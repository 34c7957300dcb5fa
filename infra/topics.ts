import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { createDeadLetters } from './dead-letters.ts'
import type { Settings } from './settings.ts'

export interface Topics {
  /** What happened to checkpoints: CONTRACT §6. */
  readonly notifications: Topic
  /** The same as `notifications` in the form that AWS's chat clients show; undefined where nobody wants it. */
  readonly chat: Topic | undefined
  /** What happened to us: a second way out, so that a fault of the first is not silent. */
  readonly watchers: Topic
  /** What SNS took and could not bring to a subscriber; each one is an alarm. */
  readonly undelivered: Queue
  readonly key: Key
}

export function createTopics(
  scope: Construct,
  { emails, chat: isChat }: Pick<Settings, 'emails' | 'chat'>,
): Topics {
  const key = topicsKey(scope)
  const notifications = new Topic(scope, 'Notifications', { masterKey: key, enforceSSL: true })
  const chat = isChat ? new Topic(scope, 'Chat', { masterKey: key, enforceSSL: true }) : undefined
  const undelivered = createDeadLetters(scope, 'Undelivered')
  const watchers = watchersTopic(scope, key, emails, undelivered)
  mail(notifications, emails, undelivered)
  return { notifications, chat, watchers, undelivered, key }
}

/** Of a stack that notifies of nothing but itself. */
export function createWatchersTopic(scope: Construct, emails: readonly string[], undelivered: IQueue): Topic {
  return watchersTopic(scope, topicsKey(scope), emails, undelivered)
}

function watchersTopic(scope: Construct, key: Key, emails: readonly string[], undelivered: IQueue): Topic {
  const watchers = new Topic(scope, 'Watchers', { masterKey: key, enforceSSL: true })
  admitCloudWatch(watchers, key)
  mail(watchers, emails, undelivered)
  return watchers
}

function mail(topic: Topic, emails: readonly string[], undelivered: IQueue): void {
  for (const email of emails)
    topic.addSubscription(new EmailSubscription(email, { deadLetterQueue: undelivered }))
}

/** A key of our own: CloudWatch may not use the one that AWS manages for SNS, and its alarms would be lost in silence. */
function topicsKey(scope: Construct): Key {
  return new Key(scope, 'TopicsKey', {
    description: 'Checkpoint Ledger: messages on their way through SNS',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  })
}

/** A topic with a policy of its own has lost the default one, by which the account's alarms may publish. */
function admitCloudWatch(topic: Topic, key: Key): void {
  const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')]
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals,
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
    }),
  )
  // Without a condition on the account, as AWS documents it: conditions here have been seen to lose alarms.
  // Whose alarms reach the topic is decided above.
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
    }),
  )
}
