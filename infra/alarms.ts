import { Duration, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { DeployedFunction } from './lambda-function.ts'
import type { DeployedRecorder } from './recorder.ts'
import type { Settings } from './settings.ts'
import type { Topics } from './topics.ts'

interface Watched {
  readonly recorder: DeployedRecorder
  readonly publisher: DeployedFunction
  readonly settings: Settings
  readonly topics: Pick<Topics, 'notifications' | 'watchers' | 'undelivered'>
}

interface Condition {
  readonly metric: Metric
  readonly description: string
  /** Fires at this value or above; `below` at any value under it. */
  readonly threshold: number
  readonly below?: true
  readonly periods: number
  readonly missing: TreatMissingData
}

/** Who watches the watcher. Each alarm has a section of its name in docs/runbook.md. */
export function createAlarms(scope: Construct, { recorder, publisher, settings, topics }: Watched): void {
  const alarm = (id: string, name: string, condition: Condition) =>
    raise(scope, topics.watchers, id, name, condition)
  alarm('RunsMissing', 'runs-missing', {
    description:
      'No run was completed for three periods of the schedule: nobody is looking at the pipelines.',
    metric: counted('RunCompleted', recorder, settings.everyMinutes),
    threshold: 1,
    below: true,
    periods: 3,
    // Silence is the fault.
    missing: TreatMissingData.BREACHING,
  })
  alarm('PipelinesFailing', 'pipelines-failing', {
    description:
      'In three periods of the schedule in a row a pipeline could not be recorded: ledger or archive refuse it.',
    metric: counted('PipelineFailed', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('PipelinesSkipped', 'pipelines-skipped', {
    description:
      'In three periods of the schedule in a row the time was up before every pipeline was asked: what is skipped comes first next time, but the schedule is too fast for so many.',
    metric: counted('PipelinesSkipped', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ShardsLate', 'shards-late', {
    description:
      'A part of the pipelines was not polled for three periods of the schedule, while others were.',
    metric: counted('ShardLate', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ShardsFailing', 'shards-failing', {
    description: 'A part of a tick could not be worked off: its pipelines were not polled.',
    metric: counted('ShardFailed', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('EntryTampered', 'entry-tampered', {
    description:
      'An entry of the ledger was changed or removed. Nothing of ours does that: take it for tampering.',
    metric: counted('EntryTampered', publisher, 1),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ArchiveForked', 'archive-forked', {
    description:
      'Other bytes stand in the archive where ours were to be written once. Nothing of ours does that: take it for tampering.',
    metric: counted('ArchiveForked', recorder, 1),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('StreamLate', 'stream-late', {
    description:
      'Announcements are five minutes late: the publisher does not keep up with the ledger or keeps failing.',
    metric: publisher.lambda.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
    threshold: Duration.minutes(5).toMilliseconds(),
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  for (const [id, name, deadLetters, what] of [
    ['Recorder', 'recorder', recorder.deadLetters, 'the recorder'],
    ['Shard', 'shard', recorder.shardDeadLetters, 'a shard of the recorder'],
    ['Publisher', 'publisher', publisher.deadLetters, 'the publisher'],
  ] as const) {
    alarm(`${id}Letters`, `${name}-dead-letters`, {
      description: `Something that ${what} could not do waits in its queue of dead letters.`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      periods: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
  }
  alarm('AnnouncementsRefused', 'announcements-refused', {
    description: 'A notification was refused or could not be made: people are not told what they should be.',
    metric: counted('AnnouncementRefused', publisher, 1),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('DeliveriesFailing', 'deliveries-failing', {
    description: 'SNS took a notification and could not deliver it to a subscriber.',
    metric: topics.notifications.metricNumberOfNotificationsFailed({
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    }),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('Undelivered', 'undelivered', {
    description: 'A notification that SNS has given up delivering waits in the queue of undelivered ones.',
    metric: topics.undelivered.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  for (const [id, name, deployed] of [
    ['Recorder', 'recorder', recorder],
    ['Publisher', 'publisher', publisher],
  ] as const) {
    alarm(`${id}Errors`, `${name}-errors`, {
      description: `The ${name} failed.`,
      metric: deployed.lambda.metricErrors({ statistic: Stats.SUM, period: Duration.minutes(5) }),
      threshold: 1,
      periods: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
  }
}

function raise(scope: Construct, topic: Topic, id: string, name: string, condition: Condition): void {
  const alarm = new Alarm(scope, `${id}Alarm`, {
    alarmName: `${Stack.of(scope).stackName}-${name}`,
    alarmDescription: `${condition.description} See docs/runbook.md, ${name}.`,
    metric: condition.metric,
    threshold: condition.threshold,
    comparisonOperator: condition.below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: condition.periods,
    treatMissingData: condition.missing,
  })
  alarm.addAlarmAction(new SnsAction(topic))
}

/** What the functions count in their log lines (lambdas/domain/log-line.ts). */
function counted(metricName: string, by: DeployedFunction, minutes: number): Metric {
  const period = Duration.minutes(minutes)
  const dimensionsMap = { FunctionName: by.lambda.functionName }
  return new Metric({
    namespace: 'CheckpointLedger',
    metricName,
    dimensionsMap,
    statistic: Stats.SUM,
    period,
  })
}
