import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { lockedArchive } from './locked-archive.ts'
import type { Settings } from './settings.ts'
import { createSigningKey } from './signing-key.ts'

export interface Storage {
  /** Append-only: the entries of every pipeline and of the recorder's runs. Its loss is the product's loss. */
  readonly ledger: TableV2
  /** Mutable and disposable: it is made anew from the ledgers. */
  readonly work: TableV2
  /** API keys, as hashes. */
  readonly access: TableV2
  readonly archive: Bucket
  /** Signs the log. */
  readonly logKey: Key
  /** Signed it before, and says once that the log goes on under the other. */
  readonly logKeyBefore: Key | undefined
}

export const ALERTS_BY_STATE = 'byState'

export function createStorage(scope: Construct, settings: Pick<Settings, 'objectLock' | 'logKey'>): Storage {
  // All that ever signed stay, in the stack and behind it: a key that is left out of a template is only forgotten, but nobody would find it.
  const keys = Array.from({ length: settings.logKey }, (_, i) =>
    createSigningKey(
      scope,
      `LogKey${i === 0 ? '' : i + 1}`,
      'Checkpoint Ledger: signs the log of all entries',
    ),
  )
  const [current, before] = keys.toReversed()
  if (current === undefined) throw new Error('the log has no key')
  return {
    ledger: ledgerTable(scope),
    work: workTable(scope),
    access: accessTable(scope),
    archive: archiveBucket(scope, settings.objectLock),
    logKey: current,
    logKeyBefore: before,
  }
}

function ledgerTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Ledger', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.NUMBER },
    // Old images too: a changed or removed entry is an alarm, and its evidence.
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    resourcePolicy: appendOnly(),
  })
}

/**
 * Nobody in the account may change or remove an entry, whatever their own policies allow. An overwriting PutItem cannot
 * be told from an append here: the chain and the locked archive detect it.
 */
function appendOnly(): PolicyDocument {
  const statement = new PolicyStatement({
    sid: 'AppendOnly',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PartiQLDelete',
    ],
    // The table itself: its policy cannot name a table that it is part of creating.
    resources: ['*'],
  })
  return new PolicyDocument({ statements: [statement] })
}

function workTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Work', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    globalSecondaryIndexes: [
      {
        indexName: ALERTS_BY_STATE,
        partitionKey: { name: 'alertState', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      },
    ],
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.DESTROY,
  })
}

function accessTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Access', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
}

function archiveBucket(scope: Construct, mode: Settings['objectLock']): Bucket {
  const bucket = new Bucket(scope, 'Archive', {
    versioned: true,
    // No default retention: it would lock for years the log's partial tiles, which are written every minute and expire.
    // Each object that must be locked says until when, and `lockedArchive` refuses one that does not.
    objectLockEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        id: 'tidy',
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        // Only what is superseded, and never a version whose lock still holds: S3 skips those.
        noncurrentVersionExpiration: Duration.days(30),
        expiredObjectDeleteMarker: true,
      },
      {
        id: 'superseded-parts',
        // Of tiles that have grown since: the recorder tags them (lambdas/archive/s3-archive.ts). What ends the log is never tagged.
        prefix: 'tile/',
        tagFilters: { superseded: 'true' },
        expiration: Duration.days(7),
      },
    ],
  })
  for (const statement of lockedArchive(bucket.bucketArn, mode)) bucket.addToResourcePolicy(statement)
  // It outlives the stack as the bucket does.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN)
  return bucket
}
