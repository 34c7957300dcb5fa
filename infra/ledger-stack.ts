import { type App, CfnOutput, Stack } from 'aws-cdk-lib'
import { createAlarms } from './alarms.ts'
import { createDashboard } from './dashboard.ts'
import { createHttpApi } from './http-api.ts'
import { createLogsKey } from './logs-key.ts'
import { createPublisher, emailText } from './publisher.ts'
import { createReadersPolicy } from './readers.ts'
import { createRecorder } from './recorder.ts'
import type { Settings } from './settings.ts'
import type { ShippedStore } from './shipped-configuration.ts'
import { createStorage } from './storage.ts'
import { createTopics } from './topics.ts'

export interface LedgerStackOptions {
  readonly settings: Settings
  /** Directories of the two bundles; `pipelines.json` lies in the recorder's. */
  readonly bundles: { readonly recorder: string; readonly publisher: string }
  /** Names and ARNs of the secrets that `pipelines.json` names. */
  readonly secrets: readonly string[]
  /** Where the pipelines' checkpoints are synced to, as far as the recorder's own role reads there. */
  readonly stores: readonly ShippedStore[]
  /** Whether a store that it names has `keepCopy`. */
  readonly keepsCopies: boolean
}

/**
 * Schedule → recorder → ledger → stream → publisher → topic; the recorder keeps its evidence in the archive, and the
 * publisher answers the HTTP API. Neither knows an account or a region: it deploys to whichever the caller is signed in to.
 */
export function createLedgerStack(
  app: App,
  { settings, bundles, secrets, stores, keepsCopies }: LedgerStackOptions,
): Stack {
  const stack = new Stack(app, `CheckpointLedger-${settings.stage}`, {
    description: 'Checkpoint Ledger: the durable, exact, provable memory of streaming-pipeline checkpoints',
    terminationProtection: true,
  })
  const storage = createStorage(stack, settings)
  const topics = createTopics(stack, settings)
  const logsKey = createLogsKey(stack)
  const recorder = createRecorder(stack, {
    storage,
    settings,
    secrets,
    stores,
    keepsCopies,
    logsKey,
    code: bundles.recorder,
  })
  const publisher = createPublisher(stack, { storage, topics, settings, logsKey, code: bundles.publisher })
  const api = createHttpApi(stack, publisher, logsKey)
  createAlarms(stack, { recorder, publisher, settings, topics })
  createDashboard(stack, { recorder, publisher, storage, settings })

  const outputs = {
    ApiUrl: api.apiEndpoint,
    NotificationsTopicArn: topics.notifications.topicArn,
    WatchersTopicArn: topics.watchers.topicArn,
    UndeliveredQueueUrl: topics.undelivered.queueUrl,
    LedgerTableName: storage.ledger.tableName,
    WorkTableName: storage.work.tableName,
    AccessTableName: storage.access.tableName,
    ArchiveBucketName: storage.archive.bucketName,
    // What commands need to stand where the publisher stands (infra/local/cli/stack-outputs.ts).
    LogOrigin: settings.origin,
    ObjectLockMode: settings.objectLock,
    EmailText: emailText(settings),
    LogKeyNumber: String(settings.logKey),
    // For a role of whoever may look at everything and change nothing.
    ReadersPolicyArn: createReadersPolicy(stack, storage).managedPolicyArn,
    // There are no empty outputs.
    ...(settings.linkBase === '' ? {} : { LinkBase: settings.linkBase }),
    ...(topics.chat === undefined ? {} : { ChatTopicArn: topics.chat.topicArn }),
    ...(settings.eventBus === '' ? {} : { EventBus: settings.eventBus }),
  }
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value })
  return stack
}
