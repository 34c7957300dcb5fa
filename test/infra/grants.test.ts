import { beforeAll, describe, expect, test } from 'vitest'
import { about, type Statement, statementsOf } from './statements.ts'
import { synthesize } from './synthesized.ts'

let allowed: readonly Statement[]
let denied: readonly Statement[]

beforeAll(() => {
  const statements = statementsOf(synthesize({}, ['feldera/prod', FULL_ARN]))
  allowed = statements.filter(({ effect }) => effect === 'Allow')
  denied = statements.filter(({ effect }) => effect === 'Deny')
})

const FULL_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCdEf'

function actionsOn(construct: string, role: string): readonly string[] {
  return allowed
    .filter((statement) => statement.owner.startsWith(role) && about(statement, construct))
    .flatMap(({ actions }) => actions)
    .toSorted()
}

describe('the ledger', () => {
  test('may be read and appended to by the recorder, and nothing else', () => {
    expect(actionsOn('Ledger', 'RecorderRole')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ])
  })

  test('may be read and appended to by the publisher, and its stream read; nothing is ever changed or removed', () => {
    expect(actionsOn('Ledger', 'PublisherRole')).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetItem',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ])
  })

  test('is opened to nobody else', () => {
    const owners = allowed.filter((statement) => about(statement, 'Ledger')).map(({ owner }) => owner)
    for (const owner of owners) expect(owner).toMatch(/^((Recorder|Publisher)RoleDefaultPolicy|Readers)/)
  })

  test('refuses updates and deletions to everybody, whatever their own policies allow', () => {
    const [policy] = denied.filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable')
    expect(policy?.raw['Principal']).toEqual({ AWS: '*' })
    expect(policy?.actions).toEqual(
      expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']),
    )
    expect(policy?.actions).not.toContain('dynamodb:PutItem')
  })
})

describe('the other stores', () => {
  test('let the recorder keep its overview and how far the log is in the work table', () => {
    expect(actionsOn('Work', 'RecorderRole')).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ])
  })

  test('let the publisher keep receipts and the alert index in the work table, and query one index', () => {
    const statements = allowed.filter((one) => one.owner.startsWith('PublisherRole') && about(one, 'Work'))
    expect(statements.flatMap(({ actions }) => actions)).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ])
    const indexes = statements.flatMap(({ resources }) => resources).filter((one) => one.includes('/index/'))
    expect(indexes).toHaveLength(1)
    expect(indexes[0]).toContain('/index/byState')
  })

  test('let the recorder write and read evidence and log, and tag nothing but parts of tiles', () => {
    expect(actionsOn('Archive', 'RecorderRole')).toEqual([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:PutObjectRetention',
      's3:PutObjectTagging',
    ])
    const resourcesOf = (action: string) =>
      allowed
        .filter(({ owner, actions }) => owner.startsWith('RecorderRole') && actions.includes(action))
        .flatMap(({ resources }) => resources.map((one) => /"(\/[^"]*)"\]\]}$/.exec(one)?.[1] ?? one))
    expect(resourcesOf('s3:PutObject').toSorted()).toEqual([
      '/checkpoint',
      '/checkpoints/*',
      '/configurations/*',
      '/cosignatures/*',
      '/evidence/*',
      '/keys/*',
      '/log.vkey',
      '/tile/*',
    ])
    expect(resourcesOf('s3:PutObjectTagging')).toEqual(['/tile/*.p/*'])
  })

  test('let the recorder keep copies only where a store asks for it, and then no more than that takes', () => {
    const statements = (keepsCopies: boolean) =>
      statementsOf(synthesize({}, [], { stores: [], keepsCopies })).filter(
        ({ effect, resources }) => effect === 'Allow' && resources.some((one) => one.includes('/copies/')),
      )
    expect(statements(false)).toEqual([])
    const [granted, ...others] = statements(true)
    expect(others).toEqual([])
    expect(granted?.owner).toMatch(/^RecorderRole/)
    expect(granted?.resources).toEqual([expect.stringMatching(/"\/copies\/\*"\]\]}$/)])
    expect(granted?.actions).toEqual([
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:GetObjectRetention',
      's3:PutObject',
      's3:PutObjectRetention',
    ])
  })

  test('let the publisher read the archive and write reports into it, and nobody else touch it', () => {
    expect(actionsOn('Archive', 'PublisherRole')).toEqual([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:PutObjectRetention',
    ])
    const writing = allowed.filter(
      ({ owner, actions }) => owner.startsWith('PublisherRole') && actions.includes('s3:PutObject'),
    )
    expect(writing.flatMap(({ resources }) => resources)).toEqual([
      expect.stringMatching(/"\/reports\/\*"\]\]}$/),
    ])
    const owners = allowed.filter((statement) => about(statement, 'Archive')).map(({ owner }) => owner)
    for (const owner of owners) expect(owner).toMatch(/^((Recorder|Publisher)RoleDefaultPolicy|Readers)/)
  })

  test('let the recorder alone sign the log', () => {
    expect(actionsOn('LogKey', 'RecorderRole')).toEqual(['kms:GetPublicKey', 'kms:Sign'])
    const signers = allowed.filter(({ actions }) => actions.includes('kms:Sign'))
    expect(signers).toHaveLength(1)
  })

  test('let the publisher look up an API key, and nobody list, make or revoke one', () => {
    const statements = allowed.filter((statement) => about(statement, 'Access'))
    expect(statements.map(({ owner, actions }) => [owner.slice(0, 13), ...actions])).toEqual([
      ['PublisherRole', 'dynamodb:GetItem'],
    ])
  })
})

describe('the ways out', () => {
  const others = () => statementsOf(synthesize({ chat: true, eventBus: 'ops', emails: 'a@example.com' }))
  const of = (statements: readonly Statement[], action: string) =>
    statements.filter(({ effect, actions }) => effect === 'Allow' && actions.includes(action))

  test('let the publisher publish to the topics of messages, and nobody else but the account’s alarms to the other', () => {
    for (const statements of [allowed, others()]) {
      for (const { owner, raw } of of(statements, 'sns:Publish')) {
        if (owner.startsWith('WatchersPolicy'))
          expect(raw['Principal']).toEqual({ Service: 'cloudwatch.amazonaws.com' })
        else expect(owner).toMatch(/^PublisherRoleDefaultPolicy/)
      }
    }
    const topics = of(others(), 'sns:Publish')
      .filter(({ owner }) => owner.startsWith('PublisherRole'))
      .flatMap(({ resources }) => resources)
    expect(topics).toEqual([
      expect.stringMatching(/^{"Ref":"Chat\w{8}"}$/),
      expect.stringMatching(/^{"Ref":"Notifications\w{8}"}$/),
    ])
  })

  test('let the publisher put events on one bus in our name, where there is one', () => {
    expect(of(allowed, 'events:PutEvents')).toEqual([])
    const [put, ...more] = of(others(), 'events:PutEvents')
    expect(more).toEqual([])
    expect(put?.owner).toMatch(/^PublisherRoleDefaultPolicy/)
    expect(put?.actions).toEqual(['events:PutEvents'])
    expect(put?.resources).toEqual([expect.stringMatching(/"AWS::AccountId"},":event-bus\/ops"\]\]}$/)])
    expect(put?.raw['Condition']).toEqual({ StringEquals: { 'events:source': 'checkpoint-ledger' } })
  })
})

describe('every action', () => {
  /** What stands in the policies of one role, whatever it is about. */
  const actionsOf = (statements: readonly Statement[], role: string): readonly string[] =>
    [
      ...new Set(
        statements
          .filter(({ owner, effect }) => effect === 'Allow' && owner.startsWith(role))
          .flatMap(({ actions }) => actions)
          .filter((action) => action !== 'sts:AssumeRole'),
      ),
    ].toSorted()

  test('of the recorder is one of these', () => {
    expect(actionsOf(allowed, 'RecorderRole')).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'kms:GetPublicKey',
      'kms:Sign',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:PutObjectRetention',
      's3:PutObjectTagging',
      'secretsmanager:GetSecretValue',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ])
  })

  test('of the publisher is one of these', () => {
    expect(actionsOf(allowed, 'PublisherRole')).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:DescribeStream',
      'dynamodb:GetItem',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:PutObjectRetention',
      'sns:Publish',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ])
  })

  test('of a schedule is to invoke its function', () => {
    expect(actionsOf(allowed, 'SchedulerRole')).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage'])
  })

  test('is granted to the functions, the schedules, and to what keys and the watchers’ topic need; to nobody else', () => {
    const owners = new Set(
      allowed.map(({ owner }) => owner.replace(/(ForTarget[0-9a-f]+)?(DefaultPolicy)?[0-9A-F]{8}$/, '')),
    )
    expect([...owners].toSorted()).toEqual([
      'LogKey',
      'LogsKey',
      'PublisherRole',
      'Readers',
      'RecorderRole',
      'SchedulerRole',
      'TopicsKey',
      'WatchersPolicy',
    ])
  })
})

describe('whoever may look at everything', () => {
  test('reads ledgers, what is derived from them and the archive, and changes nothing', () => {
    const mine = allowed.filter(
      ({ owner, type }) => owner.startsWith('Readers') && type === 'AWS::IAM::ManagedPolicy',
    )
    expect(mine.map(({ actions }) => actions.toSorted())).toEqual([
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      ['dynamodb:GetItem', 'dynamodb:Query'],
      ['s3:GetObject'],
      ['s3:ListBucket'],
      ['cloudformation:DescribeStacks'],
    ])
    for (const action of mine.flatMap(({ actions }) => actions))
      expect(action).toMatch(/:(Get|Query$|Scan$|List|Describe)/)
    // Who holds it does not learn even the hashes of keys, nor where it is attached.
    expect(mine.some((statement) => about(statement, 'Access'))).toBe(false)
    const policies = Object.values(synthesize().findResources('AWS::IAM::ManagedPolicy'))
    expect(policies).toHaveLength(1)
    expect(policies[0]?.['Properties'].Roles).toBeUndefined()
  })
})

describe('secrets', () => {
  test('are exactly those that the configuration names, a name with the suffix of Secrets Manager', () => {
    const statements = allowed.filter(({ actions }) =>
      actions.some((one) => one.startsWith('secretsmanager:')),
    )
    expect(statements).toHaveLength(1)
    const [statement] = statements
    expect(statement?.owner).toMatch(/^RecorderRole/)
    expect(statement?.actions).toEqual(['secretsmanager:GetSecretValue'])
    expect(statement?.resources).toHaveLength(2)
    const [arn, byName] = statement?.resources.toSorted((a, b) => a.length - b.length) ?? []
    expect(arn).toBe(JSON.stringify(FULL_ARN))
    expect(byName).toMatch(/"AWS::AccountId"},":secret:feldera\/prod-\?{6}"\]\]}$/)
  })

  test('without a secret in the configuration, none is granted', () => {
    const statements = statementsOf(synthesize({}, []))
    expect(
      statements.flatMap(({ actions }) => actions).filter((one) => one.includes('secretsmanager')),
    ).toEqual([])
  })
})

describe('stores of synced checkpoints', () => {
  const grants = (prefix: string) =>
    statementsOf(
      synthesize({}, [], { stores: [{ bucket: 'acme-checkpoints', prefix }], keepsCopies: false }),
    ).filter(({ resources }) => resources.some((one) => one.includes('acme-checkpoints')))

  test('may be listed and read by the recorder below their prefix, and nothing else', () => {
    const own = grants('orders/')
    expect(own.map(({ effect, actions }) => [effect, ...actions])).toEqual([
      ['Allow', 's3:GetObject'],
      ['Allow', 's3:ListBucket'],
    ])
    for (const { owner } of own) expect(owner).toMatch(/^RecorderRole/)
    expect(own[0]?.resources.join()).toContain(':s3:::acme-checkpoints/orders/*')
    expect(own[1]?.resources.join()).toMatch(/:s3:::acme-checkpoints"/)
    expect(own[1]?.raw['Condition']).toEqual({ StringLikeIfExists: { 's3:prefix': 'orders/*' } })
  })

  test('are granted whole where the whole bucket is one', () => {
    expect(grants('')[1]?.raw['Condition']).toBeUndefined()
  })

  test('without any, no other bucket is opened', () => {
    const buckets = allowed.filter(({ actions }) => actions.some((one) => one.startsWith('s3:')))
    for (const { resources } of buckets) expect(resources.join()).not.toMatch(/:s3:::/)
  })
})

describe('wildcards', () => {
  test('stand in no action but those that CloudWatch is documented to need of its keys, and the owner of a key', () => {
    const wild = allowed.flatMap(({ owner, actions }) =>
      actions.filter((one) => one.includes('*')).map((one) => `${owner} ${one}`),
    )
    for (const one of wild) {
      expect(one).toMatch(
        /^(TopicsKey\w+ kms:(GenerateDataKey)?\*|LogKey\w+ kms:\*|LogsKey\w+ kms:(Decrypt|Describe|Encrypt|GenerateDataKey|ReEncrypt)?\*)$/,
      )
    }
  })

  test('stand in no resource but folders of the archive, secrets suffixes, and the versions of a function', () => {
    const wild = allowed
      .filter(({ type }) => type !== 'AWS::KMS::Key')
      .flatMap(({ actions, resources }) =>
        resources.filter((one) => one.includes('*')).map((one) => `${actions.join()} ${one}`),
      )
    for (const one of wild) {
      expect(one).toMatch(
        /^(s3:GetObject,s3:PutObject,s3:PutObjectRetention .*"\/(evidence|tile|checkpoints|cosignatures|keys|configurations)\/\*"|s3:PutObjectTagging .*"\/tile\/\*\.p\/\*"|s3:PutObject,s3:PutObjectRetention .*"\/reports\/\*"|s3:GetObject .*"\/\*"|lambda:InvokeFunction .*":\*")\]\]}$/,
      )
    }
  })

  test('attach no policy that AWS manages', () => {
    const roles = synthesize().findResources('AWS::IAM::Role')
    expect(Object.values(roles).flatMap((role) => role['Properties'].ManagedPolicyArns ?? [])).toEqual([])
  })
})
