import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { OPTIONAL_OUTPUTS, OUTPUTS_READ } from '../../infra/local/cli/stack-outputs.ts'
import { type Statement, statementsOf } from './statements.ts'
import { synthesize } from './synthesized.ts'

let template: Template
let statements: readonly Statement[]

beforeAll(() => {
  template = synthesize({ emails: 'a@example.com,b@example.com' })
  statements = statementsOf(template)
})

describe('the HTTP API', () => {
  test('hands every path and method to the publisher, which asks for a credential itself', () => {
    const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
      (one) => one['Properties'],
    )
    const keys: readonly string[] = routes.map(({ RouteKey }) => RouteKey)
    expect(keys.toSorted()).toEqual(['ANY /', 'ANY /{proxy+}'])
    // A gateway that wants a signature of AWS in `Authorization` would shut out whoever has a key.
    for (const { AuthorizationType } of routes) expect(AuthorizationType).toBe('NONE')
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0)
  })

  test('writes down who asked, and is not to be flooded', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      AccessLogSettings: { DestinationArn: Match.anyValue(), Format: Match.anyValue() },
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    })
  })

  test('is the only thing besides the schedules that may call a function', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'))
    for (const { Properties } of permissions) {
      expect(Properties).toMatchObject({
        Principal: 'apigateway.amazonaws.com',
        SourceArn: expect.anything(),
      })
    }
    template.resourceCountIs('AWS::Lambda::Url', 0)
  })
})

describe('the topics', () => {
  test('are two, encrypted with a key that CloudWatch can be let to use', () => {
    const topics = Object.values(template.findResources('AWS::SNS::Topic')).map((one) => one['Properties'])
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^TopicsKey/), 'Arn'] }
    expect(topics.map(({ KmsMasterKeyId }) => KmsMasterKeyId)).toEqual([key, key])
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true })
  })

  test('let the alarms through: the key and the topic both admit CloudWatch', () => {
    const admitted = statements.filter(
      ({ raw }) => JSON.stringify(raw['Principal']) === '{"Service":"cloudwatch.amazonaws.com"}',
    )
    expect(admitted.map(({ type, actions }) => [type, ...actions])).toEqual([
      ['AWS::KMS::Key', 'kms:Decrypt', 'kms:GenerateDataKey*'],
      ['AWS::SNS::TopicPolicy', 'sns:Publish'],
    ])
    expect(admitted[1]?.resources[0]).toMatch(/"Watchers/)
    expect(admitted[1]?.raw['Condition']).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    })
  })

  test('mail everybody both what happened and what failed', () => {
    const mailed = Object.values(template.findResources('AWS::SNS::Subscription')).map(
      ({ Properties }) => `${Properties.Endpoint} ${Properties.TopicArn.Ref.replace(/[0-9A-F]{8}$/, '')}`,
    )
    expect(mailed.toSorted()).toEqual([
      'a@example.com Notifications',
      'a@example.com Watchers',
      'b@example.com Notifications',
      'b@example.com Watchers',
    ])
  })

  test('let the publisher announce, on the one topic, and seal with the key', () => {
    const publisher = statements.filter(({ owner }) => owner.startsWith('PublisherRole'))
    const publishing = publisher.filter(({ actions }) => actions.includes('sns:Publish'))
    expect(publishing).toHaveLength(1)
    expect(publishing[0]?.resources).toEqual([expect.stringMatching(/"Notifications/)])
    expect(publisher.find(({ actions }) => actions.includes('kms:GenerateDataKey'))?.resources).toHaveLength(
      1,
    )
  })
})

describe('queues', () => {
  test('are encrypted, take messages over TLS only and keep what is dead for two weeks', () => {
    const queues = Object.entries(template.findResources('AWS::SQS::Queue'))
    for (const [id, { Properties }] of queues) {
      expect(Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: /^Shards[0-9A-F]{8}$/.test(id) ? 86_400 : 1_209_600,
      })
      const tls = statements.find(
        ({ effect, resources, raw }) =>
          effect === 'Deny' &&
          resources.some((one) => one.includes(id)) &&
          JSON.stringify(raw['Condition']).includes('"aws:SecureTransport":"false"'),
      )
      expect(tls?.actions).toEqual(['sqs:*'])
    }
    expect(queues).not.toHaveLength(0)
  })
})

describe('the outputs', () => {
  test('say where everything is', () => {
    expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual([
      'AccessTableName',
      'ApiUrl',
      'ArchiveBucketName',
      'EmailText',
      'LedgerTableName',
      'LogKeyNumber',
      'LogOrigin',
      'NotificationsTopicArn',
      'ObjectLockMode',
      'ReadersPolicyArn',
      'UndeliveredQueueUrl',
      'WatchersTopicArn',
      'WorkTableName',
    ])
  })

  test('have all that a command asks of a stack, and say what the publisher is told', () => {
    const linked = synthesize({ linkBase: 'https://ledger.example.com', chat: 'true', eventBus: 'default' })
    const outputs = linked.findOutputs('*')
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining([...OUTPUTS_READ, ...OPTIONAL_OUTPUTS]))
    linked.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          TOPIC_ARN: outputs['NotificationsTopicArn']?.['Value'],
          LOG_ORIGIN: outputs['LogOrigin']?.['Value'],
          EMAIL_TEXT: outputs['EmailText']?.['Value'],
          OBJECT_LOCK_MODE: outputs['ObjectLockMode']?.['Value'],
          LINK_BASE: outputs['LinkBase']?.['Value'],
          CHAT_TOPIC_ARN: outputs['ChatTopicArn']?.['Value'],
          EVENT_BUS: outputs['EventBus']?.['Value'],
        }),
      },
    })
  })
})
