import { Duration } from 'aws-cdk-lib'
import { Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Raise, Watched } from './alarm.ts'

/** Whether the functions work, and what they left undone. */
export function createFunctionAlarms(
  alarm: Raise,
  { recorder, publisher }: Pick<Watched, 'recorder' | 'publisher'>,
): void {
  for (const [id, name, deadLetters, what] of [
    ['Recorder', 'recorder', recorder.deadLetters, 'the recorder'],
    ['Shard', 'shard', recorder.shardDeadLetters, 'a shard of the recorder'],
    ['Publisher', 'publisher', publisher.deadLetters, 'the publisher'],
  ] as const) {
    alarm(`${id}Letters`, `${name}-dead-letters`, {
      description: `Something that ${what} could not do waits in its queue of dead letters.`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
    })
  }
  for (const [id, name, deployed] of [
    ['Recorder', 'recorder', recorder],
    ['Publisher', 'publisher', publisher],
  ] as const) {
    alarm(`${id}Errors`, `${name}-errors`, {
      description: `The ${name} failed.`,
      metric: deployed.lambda.metricErrors({ statistic: Stats.SUM, period: Duration.minutes(5) }),
    })
  }
}
