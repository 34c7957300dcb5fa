import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Settings } from './settings.ts'

/** Where the recorder writes evidence (CONTRACT §7). */
export const EVIDENCE = 'evidence/*'

/**
 * What nobody may do to the archive, whatever their own policies allow: take a version away, lift a lock, or put
 * evidence that is not locked or replaces other evidence. S3's own lifecycle is not bound by a bucket's policy, so
 * superseded versions that no lock holds still expire.
 */
export function lockedEvidence(bucketArn: string, mode: Settings['objectLock']): readonly PolicyStatement[] {
  const objects = `${bucketArn}/*`
  const evidence = `${bucketArn}/${EVIDENCE}`
  return [
    deny('KeepEveryVersion', ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'], objects),
    // A delete marker removes nothing and hides everything.
    deny('HideNoEvidence', ['s3:DeleteObject'], evidence),
    // Also true where the request names no lock at all.
    deny('LockEvidence', ['s3:PutObject'], evidence, { StringNotEquals: { 's3:object-lock-mode': mode } }),
    deny('WriteEvidenceOnce', ['s3:PutObject'], evidence, { Null: { 's3:if-none-match': 'true' } }),
  ]
}

function deny(
  sid: string,
  actions: string[],
  resource: string,
  conditions?: { readonly [operator: string]: { readonly [key: string]: string } },
): PolicyStatement {
  const statement = {
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    resources: [resource],
  }
  return new PolicyStatement(conditions === undefined ? statement : { ...statement, conditions })
}
