import { Duration, Stack } from 'aws-cdk-lib'
import { Dashboard, GraphWidget, type IMetric, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { counted } from './alarms/alarm.ts'
import type { DeployedFunction } from './lambda-function.ts'
import type { DeployedRecorder } from './recorder.ts'
import type { Settings } from './settings.ts'
import type { Storage } from './storage.ts'

interface Watched {
  readonly recorder: DeployedRecorder
  readonly publisher: DeployedFunction
  readonly storage: Storage
  readonly settings: Settings
}

/** What an engineer looks at when an alarm on the system itself fires: do we look, what do we see, does it get out, what does it cost. */
export function createDashboard(
  scope: Construct,
  { recorder, publisher, storage, settings }: Watched,
): Dashboard {
  const ofRuns = (...names: readonly string[]): IMetric[] =>
    names.map((name) => counted(name, recorder, settings.everyMinutes))
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: Stack.of(scope).stackName,
    defaultInterval: Duration.hours(12),
  })
  dashboard.addWidgets(
    new TextWidget({
      markdown:
        'What each alarm means and what to do: `docs/runbook.md`. What happened to checkpoints is not here but in the history (`GET /v0/overview`).',
      width: 24,
      height: 1,
    }),
  )
  dashboard.addWidgets(
    graph('Runs completed', ofRuns('RunCompleted')),
    graph(
      'Pipelines and stores per tick',
      ofRuns(
        'PipelinesListed',
        'PipelinesUnobservable',
        'PipelinesSkipped',
        'StoresChecked',
        'StoresUnanswered',
        'StoresDeferred',
      ),
    ),
    graph('Alerts firing', ofRuns('AlertsFiring')),
  )
  dashboard.addWidgets(
    graph('Entries recorded', ofRuns('EntriesRecorded')),
    graph(
      'What failed',
      ofRuns(
        'PipelineFailed',
        'StoreFailed',
        'SourceUnauthorized',
        'EntriesUnsequenced',
        'ShardFailed',
        'ShardLate',
      ),
    ),
    graph('How far the announcements are behind (ms)', [
      publisher.lambda.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
    ]),
  )
  dashboard.addWidgets(
    graph('Duration (ms)', [
      recorder.lambda.metricDuration({ statistic: Stats.p(99), label: 'recorder p99' }),
      publisher.lambda.metricDuration({ statistic: Stats.p(99), label: 'publisher p99' }),
    ]),
    graph('Errors and throttles', [
      recorder.lambda.metricErrors({ label: 'recorder errors' }),
      publisher.lambda.metricErrors({ label: 'publisher errors' }),
      recorder.lambda.metricThrottles({ label: 'recorder throttles' }),
    ]),
    graph('Write units of the ledger', [storage.ledger.metricConsumedWriteCapacityUnits()]),
  )
  dashboard.addWidgets(
    graph('Gaps between two looks', ofRuns('CoverageGaps')),
    graph('Clocks a minute or more apart', ofRuns('ClockOffset')),
    graph('Untold or refused', [
      counted('AnnouncementsOverdue', publisher, 1),
      counted('AnnouncementRefused', publisher, 1),
    ]),
  )
  return dashboard
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 })
}
