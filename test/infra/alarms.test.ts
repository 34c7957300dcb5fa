import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatWitnessVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { withMetric as withPublisherMetric } from '../../lambdas/publisher/log.ts'
import { withMetric as withRecorderMetric } from '../../lambdas/recorder/log.ts'
import { testSigner } from '../support/logging.ts'
import { ROOT } from './project.ts'
import { synthesize } from './synthesized.ts'

const RUN = {
  runId: 'run',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  pipelines: { listed: 0, unobservable: 0, skipped: 0 },
  events: {},
  alerts: { firing: 0 },
  entries: 1,
}

let template: Template

beforeAll(() => {
  template = synthesize({ witnesses: `${testWitness()} https://witness.example` })
})

/** What a deployment without witnesses has not. */
function testWitness(): string {
  const { name, publicKey } = testSigner('witness.example/w1')
  return formatWitnessVkey(name, publicKey)
}

interface AlarmProperties {
  readonly AlarmName: string
  readonly AlarmDescription: string
  readonly AlarmActions: readonly unknown[]
  readonly TreatMissingData: string
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions?: readonly { readonly Value: unknown }[]
}

function alarms(): readonly AlarmProperties[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((one) => one['Properties'])
}

function functionOf(construct: string) {
  return [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp(`^${construct}[0-9A-F]{8}$`) } }]
}

/** The metrics of a log line, as CloudWatch takes them out of it: named, counted per function, with a figure each. */
function metricsIn(line: object): readonly string[] {
  const { _aws: embedded, ...rest } = line as {
    readonly _aws: {
      readonly CloudWatchMetrics: readonly { Dimensions: unknown; Metrics: readonly { Name: string }[] }[]
    }
    readonly [member: string]: unknown
  }
  return embedded.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => {
    expect(Dimensions).toEqual([['FunctionName']])
    for (const { Name } of Metrics) expect(rest[Name]).toBeTypeOf('number')
    return Metrics.map(({ Name }) => Name)
  })
}

function onDashboard(): readonly string[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  const body = JSON.stringify(dashboard?.['Properties'])
  return [...body.matchAll(/CheckpointLedger\\",\\"(\w+)\\"/g)].map(([, name]) => name ?? '')
}

describe('the alarms', () => {
  test('are these, and each is announced on the topic that the publisher has no part in', () => {
    expect(
      alarms()
        .map(({ AlarmName }) => AlarmName)
        .toSorted(),
    ).toEqual([
      'CheckpointLedger-prod-alerts-unannounced',
      'CheckpointLedger-prod-announcements-refused',
      'CheckpointLedger-prod-archive-forked',
      'CheckpointLedger-prod-clock-offset',
      'CheckpointLedger-prod-coverage-fell',
      'CheckpointLedger-prod-deliveries-failing',
      'CheckpointLedger-prod-entries-unsequenced',
      'CheckpointLedger-prod-entry-tampered',
      'CheckpointLedger-prod-log-forked',
      'CheckpointLedger-prod-pipelines-failing',
      'CheckpointLedger-prod-pipelines-skipped',
      'CheckpointLedger-prod-publisher-dead-letters',
      'CheckpointLedger-prod-publisher-errors',
      'CheckpointLedger-prod-recorder-dead-letters',
      'CheckpointLedger-prod-recorder-errors',
      'CheckpointLedger-prod-rehearsal-untold',
      'CheckpointLedger-prod-runs-missing',
      'CheckpointLedger-prod-shard-dead-letters',
      'CheckpointLedger-prod-shards-failing',
      'CheckpointLedger-prod-shards-late',
      'CheckpointLedger-prod-source-unauthorized',
      'CheckpointLedger-prod-stores-failing',
      'CheckpointLedger-prod-stream-late',
      'CheckpointLedger-prod-stream-silent',
      'CheckpointLedger-prod-undelivered',
      'CheckpointLedger-prod-witness-silent',
    ])
    for (const { AlarmActions } of alarms()) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Watchers/) }])
    }
  })

  test('take silence for a fault where runs are missing, or what each of them leaves, and nowhere else', () => {
    const silent = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching')
    expect(silent.map(({ AlarmName }) => AlarmName)).toEqual([
      'CheckpointLedger-prod-runs-missing',
      'CheckpointLedger-prod-stream-silent',
    ])
    for (const { TreatMissingData } of alarms()) expect(TreatMissingData).toMatch(/^(notB|b)reaching$/)
  })

  test.each([
    ['1m', 60],
    ['15m', 900],
    ['1d', 86_400],
  ])('miss a run after three periods of %s', (every, periodSeconds) => {
    synthesize({ every }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'CheckpointLedger',
      MetricName: 'RunCompleted',
      Dimensions: functionOf('Recorder'),
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      Period: periodSeconds,
      TreatMissingData: 'breaching',
    })
  })

  test.each([
    ['1m', 300],
    ['15m', 900],
  ])('miss what the stream brings of every run: of one every %s', (every, Period) => {
    synthesize({ every }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: functionOf('Publisher'),
      Statistic: 'SampleCount',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      Period,
      TreatMissingData: 'breaching',
    })
  })

  test.each(['EntriesUnsequenced', 'SourceUnauthorized', 'ClockOffset'])(
    'tell of %s only in the third run in a row: what passes by itself wakes nobody',
    (MetricName) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'CheckpointLedger',
        MetricName,
        Dimensions: functionOf('Recorder'),
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 3,
        DatapointsToAlarm: Match.absent(),
        Period: 60,
        TreatMissingData: 'notBreaching',
      })
    },
  )

  test('tell of gaps that come again and again, and not of the one that an outage leaves', () => {
    // At a run a day six days are looked back on, of the seven that CloudWatch allows.
    synthesize({ every: '1d' }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'CoverageGaps',
      Dimensions: functionOf('Recorder'),
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 6,
      DatapointsToAlarm: 3,
      Period: 86_400,
    })
  })

  test('tell of the first thing that nobody was told of ten minutes after it was due', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'CheckpointLedger',
      MetricName: 'AnnouncementsOverdue',
      Dimensions: functionOf('Publisher'),
      Threshold: 1,
      EvaluationPeriods: 1,
    })
  })

  test('have a section each in the runbook that says what to do, and none is left over', () => {
    const runbook = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8')
    const sections = runbook.split(/^## /m).slice(1)
    const named = new Map(
      sections.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n')).trim()]),
    )
    const names = alarms().map(({ AlarmName }) => AlarmName.replace('CheckpointLedger-prod-', ''))
    for (const name of names) expect(named.get(name)?.length ?? 0, name).toBeGreaterThan(100)
    // Sections on anything else are sentences.
    expect([...named.keys()].filter((name) => /^[a-z-]+$/.test(name)).toSorted()).toEqual(names.toSorted())
    for (const { AlarmDescription, AlarmName } of alarms())
      expect(AlarmDescription).toContain(
        `See docs/runbook.md, ${AlarmName.replace('CheckpointLedger-prod-', '')}.`,
      )
  })

  test('watch every queue for the first letter in it', () => {
    // All but the one that is worked off.
    const queues = Object.keys(template.findResources('AWS::SQS::Queue')).filter(
      (id) => !/^Shards[0-9A-F]{8}$/.test(id),
    )
    expect(queues).toHaveLength(4)
    for (const queue of queues) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: 1,
      })
    }
  })

  test.each(['Recorder', 'Publisher'])('tell the first error of the %s', (construct) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: functionOf(construct),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
    })
  })

  test('tell when announcements are five minutes late', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'IteratorAge',
      Dimensions: functionOf('Publisher'),
      Statistic: 'Maximum',
      Threshold: 300_000,
    })
  })

  test('tell of the first tampered entry', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'CheckpointLedger',
      MetricName: 'EntryTampered',
      Dimensions: functionOf('Publisher'),
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    })
  })

  test('tell of the first message that is refused, by a way that it does not take', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'CheckpointLedger',
      MetricName: 'AnnouncementRefused',
      Dimensions: functionOf('Publisher'),
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Watchers') }],
    })
  })

  test('tell of the first notification that SNS could not deliver, whoever has subscribed', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SNS',
      MetricName: 'NumberOfNotificationsFailed',
      Dimensions: [
        {
          Name: 'TopicName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Notifications'), 'TopicName'] },
        },
      ],
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Watchers') }],
    })
  })

  test('find in a queue what SNS has given up delivering by e-mail', () => {
    const mailed = synthesize({ emails: 'oncall@example.com' })
    const [queue] = Object.keys(mailed.findResources('AWS::SQS::Queue')).filter((id) =>
      id.startsWith('Undelivered'),
    )
    const arn = { 'Fn::GetAtt': [queue, 'Arn'] }
    mailed.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      TopicArn: { Ref: Match.stringLikeRegexp('^Notifications') },
      RedrivePolicy: { deadLetterTargetArn: arn },
    })
    mailed.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Resource: arn,
          }),
        ]),
      }),
    })
  })

  test('have the names of the metrics that the functions count', () => {
    const watched = alarms().flatMap((one) => (one.Namespace === 'CheckpointLedger' ? [one.MetricName] : []))
    const counted = [
      withRecorderMetric({ ...RUN, name: 'run-completed' }, { nowMs: 0, functionName: 'f' }),
      withRecorderMetric(
        { name: 'pipeline-failed', pipeline: 'prod/orders', error: '' },
        { nowMs: 0, functionName: 'f' },
      ),
      withRecorderMetric({ name: 'archive-forked', object: 'tile/0/000' }, { nowMs: 0, functionName: 'f' }),
      withRecorderMetric(
        { name: 'log-forked', witness: 'w', size: '1', why: '' },
        { nowMs: 0, functionName: 'f' },
      ),
      withRecorderMetric({ name: 'witness-silent', witness: 'w', why: '' }, { nowMs: 0, functionName: 'f' }),
      withRecorderMetric({ name: 'shard-failed', message: '', error: '' }, { nowMs: 0, functionName: 'f' }),
      withRecorderMetric(
        { name: 'shard-late', shard: '1', finishedAt: '2026-11-01T00:00:00.000Z' },
        { nowMs: 0, functionName: 'f' },
      ),
      withPublisherMetric(
        { name: 'entry-modified', ledger: 'prod/orders', seq: '1' },
        { nowMs: 0, functionName: 'f' },
      ),
      withPublisherMetric(
        { name: 'announcement-refused', announcement: 'a/firing', error: '' },
        { nowMs: 0, functionName: 'f' },
      ),
      withPublisherMetric(
        { name: 'announcements-overdue', announcements: 1, oldest: 'a/firing', notedAt: '' },
        { nowMs: 0, functionName: 'f' },
      ),
      withRecorderMetric({ name: 'rehearsal-failed' }, { nowMs: 0, functionName: 'f' }),
      withRecorderMetric({ name: 'log-not-grown', entries: 1, error: '' }, { nowMs: 0, functionName: 'f' }),
      withRecorderMetric(
        { name: 'source-unauthorized', source: 'prod', reason: 'unauthorized', pipelines: 1 },
        { nowMs: 0, functionName: 'f' },
      ),
      withRecorderMetric(
        { name: 'clock-offset', source: 'prod', seconds: 61 },
        { nowMs: 0, functionName: 'f' },
      ),
      withRecorderMetric(
        { name: 'store-failed', store: 'prod/orders/copies', error: 'denied' },
        { nowMs: 0, functionName: 'f' },
      ),
      withRecorderMetric(
        {
          name: 'stores-checked',
          stores: { checked: 1, unanswered: 0, deferred: 0 },
          events: {},
          entries: 1,
        },
        { nowMs: 0, functionName: 'f' },
      ),
    ]
    expect(watched.toSorted()).toEqual([
      'AnnouncementRefused',
      'AnnouncementsOverdue',
      'ArchiveForked',
      'ClockOffset',
      'CoverageGaps',
      'EntriesUnsequenced',
      'EntryTampered',
      'LogForked',
      'PipelineFailed',
      'PipelinesSkipped',
      'RehearsalUntold',
      'RunCompleted',
      'ShardFailed',
      'ShardLate',
      'SourceUnauthorized',
      'StoreFailed',
      'WitnessSilent',
    ])
    const names = counted.flatMap((line) => metricsIn(line))
    for (const metric of watched) expect(names).toContain(metric)
    expect(onDashboard()).toContain('AlertsFiring')
    for (const metric of onDashboard()) expect(names).toContain(metric)
  })
})
