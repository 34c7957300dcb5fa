import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { synthesize } from './synthesized.ts'

let template: Template

beforeAll(() => {
  template = synthesize({
    emails: 'ops@example.com',
    linkBase: 'https://ledger.example.com',
    origin: 'example.com/log',
    jwtIssuer: 'https://id.example.com',
    jwtAudience: 'ledger',
    jwtRoleClaim: 'groups',
    jwtRoles: 'oncall=operate',
  })
})

function functions() {
  return Object.values(template.findResources('AWS::Lambda::Function')).map((one) => one['Properties'])
}

function environmentOf(description: RegExp) {
  return functions().find(({ Description }) => description.test(String(Description)))?.Environment.Variables
}

describe('both functions', () => {
  test('are two, on Node 24 and arm64', () => {
    const runtimes = functions().map(({ Runtime, Architectures, Handler }) => ({
      Runtime,
      Architectures,
      Handler,
    }))
    const expected = { Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' }
    expect(runtimes).toEqual([expected, expected])
  })

  test('log where logs are forgotten in time', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBeGreaterThan(0)
    }
    for (const { LoggingConfig } of functions()) expect(LoggingConfig).toHaveProperty('LogGroup')
  })

  test('never try a tick again, and leave a letter where one failed', () => {
    const invocations = Object.values(template.findResources('AWS::Lambda::EventInvokeConfig'))
    expect(invocations).toHaveLength(2)
    for (const { Properties } of invocations) {
      expect(Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })
      expect(Properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0]).toMatch(/DeadLetters/)
    }
  })
})

describe('the recorder', () => {
  test('works off the parts of a tick one by one, and none that another is still working off', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Shards'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('^Recorder') },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
    const recorder = functions().find(({ Description }) => /polls/.test(String(Description)))
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: recorder?.['Timeout'],
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ShardDeadLetters'), 'Arn'] },
        maxReceiveCount: 3,
      },
    })
  })

  test('is told its stores, its configuration and its lock', () => {
    expect(environmentOf(/polls/)).toEqual({
      LEDGER_TABLE: { Ref: expect.stringMatching(/^Ledger/) },
      WORK_TABLE: { Ref: expect.stringMatching(/^Work/) },
      ARCHIVE_BUCKET: { Ref: expect.stringMatching(/^Archive/) },
      CONFIGURATION_FILE: '/var/task/pipelines.json',
      LOG_ORIGIN: 'example.com/log',
      LOG_KEY_ID: { 'Fn::GetAtt': [expect.stringMatching(/^LogKey/), 'Arn'] },
      OBJECT_LOCK_MODE: 'COMPLIANCE',
      SHARD_QUEUE_URL: { Ref: expect.stringMatching(/^Shards/) },
      PING_SECRET: '',
      REHEARSE_DAYS: '7',
      EVERY_MINUTES: '1',
      WITNESSES: '',
      LOG_KEY_ID_BEFORE: '',
      LOG_KEY_LOST: '',
    })
  })

  test('ticks every minute, without repetitions, and misses no tick in silence', () => {
    expectSchedule('rate(1 minute)', { kind: 'tick' }, /^Recorder/)
  })

  test.each([
    ['1m', 'rate(1 minute)', 120],
    ['2m', 'rate(2 minutes)', 240],
    ['1h', 'rate(1 hour)', 300],
    ['90m', 'rate(90 minutes)', 300],
  ])('of every %s overlaps with no more than one other run', (every, expression, timeoutSeconds) => {
    const other = synthesize({ every })
    other.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
      Target: Match.objectLike({ Input: '{"kind":"tick"}' }),
    })
    other.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('polls'),
      Timeout: timeoutSeconds,
    })
  })
})

describe('the publisher', () => {
  test('is told where to read, what to announce, how to link and whom to let in', () => {
    expect(environmentOf(/announces/)).toEqual({
      LEDGER_TABLE: { Ref: expect.stringMatching(/^Ledger/) },
      WORK_TABLE: { Ref: expect.stringMatching(/^Work/) },
      ACCESS_TABLE: { Ref: expect.stringMatching(/^Access/) },
      JWT_ISSUER: 'https://id.example.com',
      JWT_AUDIENCE: 'ledger',
      JWT_ROLE_CLAIM: 'groups',
      JWT_ROLES: 'oncall=operate',
      ARCHIVE_BUCKET: { Ref: expect.stringMatching(/^Archive/) },
      TOPIC_ARN: { Ref: expect.stringMatching(/^Notifications/) },
      CHAT_TOPIC_ARN: '',
      EVENT_BUS: '',
      LOG_ORIGIN: 'example.com/log',
      LINK_BASE: 'https://ledger.example.com',
      EMAIL_TEXT: 'true',
      OBJECT_LOCK_MODE: 'COMPLIANCE',
    })
  })

  test('accepts nobody’s JWTs where no issuer is set', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ JWT_ISSUER: '', JWT_AUDIENCE: '', JWT_ROLE_CLAIM: '', JWT_ROLES: '' }),
      },
    })
  })

  test('writes e-mail texts only where somebody is mailed', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ EMAIL_TEXT: 'false' }) },
    })
  })

  test('follows the stream from its beginning, and one poison record never blocks it for a day', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 2)
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Ledger'), 'StreamArn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('^Publisher') },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 43_200,
      DestinationConfig: {
        OnFailure: {
          Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PublisherDeadLetters'), 'Arn'] },
        },
      },
      // A filter would hide the MODIFY and REMOVE that are an alarm.
      FilterCriteria: Match.absent(),
    })
  })

  test('sweeps every minute, whatever the stream does', () => {
    expectSchedule('rate(1 minute)', { kind: 'sweep' }, /^Publisher/)
  })

  test('looks every five minutes whether a report is due', () => {
    expectSchedule('rate(5 minutes)', { kind: 'report' }, /^Publisher/)
  })

  test('dies no later than its claim on an announcement runs out', () => {
    const publisher = functions().find(({ Description }) => /announces/.test(String(Description)))
    expect(publisher?.['Timeout']).toBeLessThanOrEqual(60)
  })
})

function expectSchedule(expression: string, input: object, target: RegExp): void {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: expression,
    State: 'ENABLED',
    Target: Match.objectLike({
      Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp(target.source), 'Arn'] },
      Input: JSON.stringify(input),
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`${target.source}DeadLetters`), 'Arn'] },
      },
    }),
  })
}
