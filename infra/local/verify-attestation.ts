import { readFileSync } from 'node:fs'
import { verifyAttestation } from '../../lambdas/audit/attestation-verify.ts'
import { EXIT_CODE, verdictOf } from '../../lambdas/audit/report.ts'
import { errorText } from '../../lambdas/domain/log-line.ts'
import type { Asked } from './ledger-arguments.ts'
import { Refused } from './refused.ts'
import { reportLines } from './words-of-report.ts'

/** The files of `npm run ledger -- verify --attestation FILE`. */
export interface AttestationFiles {
  readonly attestation: string
  readonly publicKey: string | undefined
  readonly seen: readonly string[]
  readonly json: boolean
}

export function attestationFiles({ flags, seen, json }: Asked): AttestationFiles {
  const { attestation, 'public-key': publicKey } = flags
  if (attestation === undefined) throw new Refused('verify: --attestation FILE is missing')
  return { attestation, publicKey, seen, json }
}

/** Proves an attestation from its file alone, and says what came of it; returns the exit code (0, 1, 3). */
export function verifyAttestationFile({ attestation, publicKey, seen, json }: AttestationFiles): number {
  const report = verifyAttestation(read('--attestation', attestation), {
    ...(publicKey === undefined ? {} : { key: read('--public-key', publicKey).trimEnd() }),
    seen: seen.map((name) => ({ name, note: read('--seen', name) })),
  })
  const verdict = verdictOf(report)
  console.log(json ? JSON.stringify({ verdict, ...report }) : reportLines(report).join('\n'))
  return EXIT_CODE[verdict]
}

/** A file that is not UTF-8 is none that we wrote: what is read of it will not verify. */
function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Refused(`${flag}: ${file} cannot be read: ${errorText(cause)}`, { cause })
  }
}
