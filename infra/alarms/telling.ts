import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import { counted, type Raise, type Watched } from './alarm.ts'

/** Whether people are told what they should be. */
export function createTellingAlarms(alarm: Raise, { recorder, publisher, settings, topics }: Watched): void {
  alarm('StreamLate', 'stream-late', {
    description:
      'Announcements are five minutes late: the publisher does not keep up with the ledger or keeps failing.',
    metric: publisher.lambda.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
    threshold: Duration.minutes(5).toMilliseconds(),
    periods: 3,
  })
  alarm('StreamSilent', 'stream-silent', {
    description:
      'For a quarter of an hour, and three periods of the schedule, the ledger’s stream has brought the publisher nothing, though every run leaves an entry.',
    metric: publisher.lambda.metric('IteratorAge', {
      statistic: Stats.SAMPLE_COUNT,
      period: Duration.minutes(Math.max(5, settings.everyMinutes)),
    }),
    below: true,
    periods: 3,
  })
  alarm('AlertsUnannounced', 'alerts-unannounced', {
    description: 'Nobody has been told of something ten minutes after it was due.',
    metric: counted('AnnouncementsOverdue', publisher, 1),
  })
  alarm('RehearsalUntold', 'rehearsal-untold', {
    description:
      'A rehearsed loss was not found by the recorder, or nobody was told of it within ten minutes: of a real one it would be the same.',
    metric: counted('RehearsalUntold', recorder, settings.everyMinutes),
  })
  alarm('AnnouncementsRefused', 'announcements-refused', {
    description: 'A notification was refused or could not be made: people are not told what they should be.',
    metric: counted('AnnouncementRefused', publisher, 1),
  })
  alarm('DeliveriesFailing', 'deliveries-failing', {
    description: 'SNS took a notification and could not deliver it to a subscriber.',
    metric: failed([topics.notifications, ...(topics.chat === undefined ? [] : [topics.chat])]),
  })
  alarm('Undelivered', 'undelivered', {
    description: 'A notification that SNS has given up delivering waits in the queue of undelivered ones.',
    metric: topics.undelivered.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
  })
}

/** Deliveries of all these topics that failed. */
function failed(topics: readonly Topic[]): IMetric {
  const period = Duration.minutes(5)
  const metrics = topics.map((topic) =>
    topic.metricNumberOfNotificationsFailed({ statistic: Stats.SUM, period }),
  )
  const [only, ...others] = metrics
  if (only !== undefined && others.length === 0) return only
  return new MathExpression({
    // A topic without a failure has no figure, and without figures there is no sum.
    expression: metrics.map((_, i) => `FILL(m${i}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, i) => [`m${i}`, metric])),
    period,
  })
}
