import { Duration, Stack } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { DeployedFunction } from '../lambda-function.ts'
import type { DeployedRecorder } from '../recorder.ts'
import type { Settings } from '../settings.ts'
import type { Topics } from '../topics.ts'

/** All that alarms are about. */
export interface Watched {
  readonly recorder: DeployedRecorder
  readonly publisher: DeployedFunction
  readonly settings: Settings
  readonly topics: Pick<Topics, 'notifications' | 'chat' | 'watchers' | 'undelivered'>
}

interface Condition {
  readonly metric: IMetric
  readonly description: string
  /** Fires at this value or above; absent: 1. */
  readonly threshold?: number
  /** Fires at any value under it, and where there is none: silence is the fault. */
  readonly below?: true
  /** In how many periods; absent: 1. */
  readonly periods?: number
  /** Of how many periods these must be; absent: in a row. CloudWatch looks back seven days at most. */
  readonly outOf?: number
}

/** Raises an alarm under a condition. `name` is its section in docs/runbook.md. */
export type Raise = (id: string, name: string, condition: Condition) => void

export function raising(scope: Construct, topic: Topic): Raise {
  return (id, name, { metric, description, threshold = 1, below, periods = 1, outOf }) => {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      alarmName: `${Stack.of(scope).stackName}-${name}`,
      alarmDescription: `${description} See docs/runbook.md, ${name}.`,
      metric,
      threshold,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: outOf ?? periods,
      ...(outOf === undefined ? {} : { datapointsToAlarm: periods }),
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(topic))
  }
}

/** What the functions count in their log lines (lambdas/domain/log-line.ts). */
export function counted(metricName: string, by: DeployedFunction, minutes: number): Metric {
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
