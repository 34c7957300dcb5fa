import { formatVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { verifyAttestation } from '../../../lambdas/audit/attestation/verify-attestation.ts'
import { EXIT_CODE, verdictOf } from '../../../lambdas/audit/report.ts'
import { Refused } from '../refused.ts'
import type { Asked } from './ledger-arguments.ts'
import { fileIn, keyIn } from './verify-files.ts'
import { reportLines } from './words-of-report.ts'

/**
 * `npm run ledger -- verify --attestation FILE`: proves it from its file alone, and says what came of it; returns the exit code (0, 1, 3).
 * A file that is not UTF-8 is none that we wrote: what is read of it will not verify.
 */
export function verifyAttestationFile({ flags, seen, json }: Asked): number {
  const { attestation, 'public-key': publicKey } = flags
  if (attestation === undefined) throw new Refused('verify: --attestation FILE is missing')
  const key = keyIn(publicKey)
  const report = verifyAttestation(fileIn('--attestation', attestation).toString('utf8'), {
    ...(key === undefined ? {} : { key: formatVkey(key.name, key.publicKey) }),
    seen: seen.map((name) => ({ name, note: fileIn('--seen', name).toString('utf8') })),
  })
  const verdict = verdictOf(report)
  console.log(json ? JSON.stringify({ verdict, ...report }, null, 2) : reportLines(report).join('\n'))
  return EXIT_CODE[verdict]
}
