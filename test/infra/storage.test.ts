import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { SUPERSEDED } from '../../lambdas/archive/s3-archive.ts'
import { type Statement, statementsOf } from './statements.ts'
import { synthesize } from './synthesized.ts'

let template: Template
let archivePolicy: readonly Statement[]

beforeAll(() => {
  template = synthesize()
  archivePolicy = statementsOf(template).filter(({ type }) => type === 'AWS::S3::BucketPolicy')
})

// A changed logical id is a new, empty table beside the old one: whoever changes one of these moves the data first.
const LEDGER = 'LedgerB7379752'
const ACCESS = 'Access9901B1FF'
const ARCHIVE = 'ArchiveDA4CB258'

const LOG_KEY = 'LogKeyE83D0C1B'

describe('what is kept', () => {
  test('has the logical ids that it was first deployed with', () => {
    const tables = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'))
    expect(tables.toSorted()).toEqual([ACCESS, LEDGER, 'WorkBF636A8B'])
    expect(Object.keys(template.findResources('AWS::S3::Bucket'))).toEqual([ARCHIVE])
    expect(template.toJSON()['Resources'][LOG_KEY]).toMatchObject({ Type: 'AWS::KMS::Key' })
  })

  test('has the same ids in every stage, with every setting, and after the log’s key was changed', () => {
    const other = synthesize({ stage: 'dev', every: '15m', objectLock: 'GOVERNANCE', logKey: '3' })
    const { Resources } = other.toJSON()
    for (const id of [LEDGER, ACCESS, ARCHIVE, LOG_KEY]) expect(Object.keys(Resources)).toContain(id)
    const signing = Object.entries<{
      Type: string
      Properties: { KeyUsage?: string }
      DeletionPolicy: string
    }>(Resources).filter(
      ([, { Type, Properties }]) => Type === 'AWS::KMS::Key' && Properties.KeyUsage === 'SIGN_VERIFY',
    )
    expect(signing.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['LogKey', 'LogKey2', 'LogKey3'])
    for (const [, { DeletionPolicy }] of signing) expect(DeletionPolicy).toBe('Retain')
    const [recorder] = Object.values(
      other.findResources('AWS::Lambda::Function', {
        Properties: { Description: Match.stringLikeRegexp('polls') },
      }),
    )
    const { LOG_KEY_ID, LOG_KEY_ID_BEFORE } = recorder?.['Properties'].Environment.Variables ?? {}
    expect(JSON.stringify([LOG_KEY_ID, LOG_KEY_ID_BEFORE])).toMatch(/LogKey3.*LogKey2/)
  })

  test.each([LEDGER, ACCESS, ARCHIVE, LOG_KEY, 'ArchivePolicyC780D5C8'])('%s outlives its stack', (id) => {
    const resource = template.toJSON()['Resources'][id]
    expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual(['Retain', 'Retain'])
  })

  test.each([LEDGER, ACCESS])('%s cannot be deleted, and can be restored to any second', (id) => {
    const [replica] = template.toJSON()['Resources'][id].Properties.Replicas
    expect(replica).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  })
})

describe('the tables', () => {
  test('give the ledger a number for its place, and a stream with both images', () => {
    expect(template.toJSON()['Resources'][LEDGER].Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
  })

  test('never let an entry of the ledger expire', () => {
    expect(template.toJSON()['Resources'][LEDGER].Properties.TimeToLiveSpecification).toBeUndefined()
  })

  test('let the work table answer for alerts by state, and forget what has expired', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byState',
          KeySchema: [
            { AttributeName: 'alertState', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      AttributeDefinitions: Match.arrayWith([
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'alertState', AttributeType: 'S' },
      ]),
    })
  })
})

describe('the archive', () => {
  const denial = (sid: string) => archivePolicy.find(({ raw }) => raw['Sid'] === sid)
  test('keeps versions, can lock them, is encrypted and closed to the public', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: Match.anyValue(),
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
  })

  test('locks nothing by default: partial tiles must be able to expire', () => {
    template.hasResourceProperties('AWS::S3::Bucket', { ObjectLockConfiguration: Match.absent() })
  })

  test('lets nothing current expire but tagged parts of tiles, and gives up halves of uploads', () => {
    const { Rules: rules } = template.toJSON()['Resources'][ARCHIVE].Properties.LifecycleConfiguration
    expect(rules).toHaveLength(2)
    expect(rules[1]).toEqual({
      Id: 'superseded-parts',
      Status: 'Enabled',
      Prefix: 'tile/',
      TagFilters: [{ Key: SUPERSEDED.Key, Value: SUPERSEDED.Value }],
      ExpirationInDays: 7,
    })
    expect(rules[0]).toMatchObject({
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    })
    expect(Object.keys(rules[0])).not.toContain('ExpirationInDays')
  })

  test('answers over TLS only', () => {
    const tls = archivePolicy.find(({ raw }) =>
      JSON.stringify(raw['Condition'] ?? '').includes('"aws:SecureTransport":"false"'),
    )
    expect(tls).toMatchObject({ effect: 'Deny', actions: ['s3:*'] })
    expect(tls?.resources).toHaveLength(2)
  })

  test('lets nobody take a version away or lift a lock', () => {
    const denied = denial('KeepEveryVersion')
    expect(denied).toMatchObject({
      effect: 'Deny',
      actions: ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'],
      raw: { Principal: { AWS: '*' } },
    })
    expect(denied?.resources[0]).toContain(`"${ARCHIVE}","Arn"]},"/*"`)
    expect(denied?.raw).not.toHaveProperty('Condition')
  })

  test('lets nobody hide anything', () => {
    const denied = denial('HideNothing')
    expect(denied).toMatchObject({ effect: 'Deny', actions: ['s3:DeleteObject'] })
    expect(denied?.resources[0]).toContain(`"${ARCHIVE}","Arn"]},"/*"`)
    expect(denied?.raw).not.toHaveProperty('Condition')
  })

  test.each(['COMPLIANCE', 'GOVERNANCE'])(
    'takes everything but parts of tiles and the newest checkpoint only if it is locked as %s says',
    (objectLock) => {
      const policy = statementsOf(synthesize({ objectLock }))
      const denied = policy.find(({ raw }) => raw['Sid'] === 'LockEverything')
      expect(namesIn(denied?.notResources)).toEqual(['/tile/*.p/*', '/checkpoint', '/copies/*/objects/*'])
      expect(denied).toMatchObject({
        effect: 'Deny',
        actions: ['s3:PutObject'],
        raw: {
          Principal: { AWS: '*' },
          Condition: { StringNotEquals: { 's3:object-lock-mode': objectLock } },
        },
      })
    },
  )

  test('takes all but the newest checkpoint only with If-None-Match, so that nothing replaces another', () => {
    const denied = denial('WriteOnce')
    expect(namesIn(denied?.notResources)).toEqual(['/checkpoint', '/copies/*/objects/*'])
    expect(denied).toMatchObject({
      effect: 'Deny',
      actions: ['s3:PutObject'],
      raw: { Principal: { AWS: '*' }, Condition: { Null: { 's3:if-none-match': 'true' } } },
    })
  })

  test('takes what kept copies need only with If-None-Match as well, but for the parts of an upload, which make nothing', () => {
    const denied = denial('KeepOnce')
    expect(namesIn(denied?.resources)).toEqual(['/copies/*/objects/*'])
    expect(denied).toMatchObject({
      effect: 'Deny',
      actions: ['s3:PutObject'],
      raw: {
        Principal: { AWS: '*' },
        Condition: {
          Null: { 's3:if-none-match': 'true' },
          Bool: { 's3:ObjectCreationOperation': 'true' },
        },
      },
    })
  })

  test('takes the records of kept copies only if they are locked, whatever the pipeline is called', () => {
    const denied = denial('LockRecordsOfCopies')
    expect(namesIn(denied?.resources)).toEqual(['/copies/*.json'])
    expect(denied).toMatchObject({
      effect: 'Deny',
      actions: ['s3:PutObject'],
      raw: { Condition: { StringNotEquals: { 's3:object-lock-mode': 'COMPLIANCE' } } },
    })
  })

  test('takes the newest checkpoint only from who names what it replaces', () => {
    expect(denial('ReplaceKnowingly')).toMatchObject({
      effect: 'Deny',
      actions: ['s3:PutObject'],
      raw: { Condition: { Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' } } },
    })
  })

  test('lets nobody tag for expiry what is no part of a tile', () => {
    const denied = denial('SupersedePartsOnly')
    expect(denied?.actions).toContain('s3:PutObjectTagging')
    expect(namesIn(denied?.notResources)).toEqual(['/tile/*.p/*'])
  })

  test('has a key to sign its log that outlives the stack', () => {
    template.hasResource('AWS::KMS::Key', {
      Properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY', PendingWindowInDays: 30 },
      DeletionPolicy: 'Retain',
    })
  })
})

function namesIn(resources: readonly string[] = []): readonly (string | undefined)[] {
  return resources.map((one) => /"(\/[^"]*)"\]\]}$/.exec(one)?.[1])
}
