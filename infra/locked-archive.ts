import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Settings } from './settings.ts'

/** Where the recorder writes (CONTRACT §7). */
export const EVIDENCE = 'evidence/*'
export const CONFIGURATIONS = 'configurations/*'
export const TILES = 'tile/*'
export const CHECKPOINTS = 'checkpoints/*'
export const COSIGNATURES = 'cosignatures/*'
export const KEYS = 'keys/*'
/** Where the publisher writes. */
export const REPORTS = 'reports/*'
/** Kept copies of checkpoints: what they need, and the records that say they are kept. */
export const COPIES = 'copies/*'
/** Large ones are written in parts, whose requests name neither lock nor condition. */
const KEPT_OBJECTS = 'copies/*/objects/*'
const KEPT_RECORDS = 'copies/*.json'
/** The only object that is replaced. */
export const CHECKPOINT = 'checkpoint'
export const VKEY = 'log.vkey'
/** Tiles and bundles that are not full yet: not locked, and superseded by wider ones. */
export const PARTIAL_TILES = 'tile/*.p/*'

/**
 * What nobody may do to the archive, whatever their own policies allow: take a version away, hide one, lift a lock, or put
 * anything that is not locked or replaces something else. S3's own lifecycle is not bound by a bucket's policy, so
 * superseded versions that no lock holds still expire.
 */
export function lockedArchive(bucketArn: string, mode: Settings['objectLock']): readonly PolicyStatement[] {
  const objects = { resources: [`${bucketArn}/*`] }
  const only = (name: string) => ({ resources: [`${bucketArn}/${name}`] })
  const checkpoint = { resources: [`${bucketArn}/${CHECKPOINT}`] }
  const allBut = (...names: readonly string[]) => ({
    notResources: names.map((name) => `${bucketArn}/${name}`),
  })
  return [
    deny('KeepEveryVersion', ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'], objects),
    // A delete marker removes nothing and hides everything.
    deny('HideNothing', ['s3:DeleteObject'], objects),
    // Also true where the request names no lock at all.
    deny('LockEverything', ['s3:PutObject'], allBut(PARTIAL_TILES, CHECKPOINT, KEPT_OBJECTS), {
      StringNotEquals: { 's3:object-lock-mode': mode },
    }),
    // Of kept objects S3 cannot tell an unlocked one from a part of a locked one: what counts is what a locked record names. A pipeline may be
    // called `objects`, and its records look like objects then.
    deny('LockRecordsOfCopies', ['s3:PutObject'], only(KEPT_RECORDS), {
      StringNotEquals: { 's3:object-lock-mode': mode },
    }),
    deny('WriteOnce', ['s3:PutObject'], allBut(CHECKPOINT, KEPT_OBJECTS), {
      Null: { 's3:if-none-match': 'true' },
    }),
    // Of an upload in parts the completion makes the object, and has the condition.
    deny('KeepOnce', ['s3:PutObject'], only(KEPT_OBJECTS), {
      Null: { 's3:if-none-match': 'true' },
      Bool: { 's3:ObjectCreationOperation': 'true' },
    }),
    // Whoever replaces it names what he replaces: who is late cannot put an older one there.
    deny('ReplaceKnowingly', ['s3:PutObject'], checkpoint, {
      Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' },
    }),
    // What is tagged as superseded expires.
    deny('SupersedePartsOnly', ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'], allBut(PARTIAL_TILES)),
  ]
}

function deny(
  sid: string,
  actions: string[],
  on: { readonly resources: string[] } | { readonly notResources: string[] },
  conditions?: { readonly [operator: string]: { readonly [key: string]: string } },
): PolicyStatement {
  const statement = { sid, effect: Effect.DENY, principals: [new AnyPrincipal()], actions, ...on }
  return new PolicyStatement(conditions === undefined ? statement : { ...statement, conditions })
}
