import { readFileSync } from 'node:fs'
import { parseVkey } from '../../lambdas/archive/log/note.ts'
import { verifyAttestation } from '../../lambdas/audit/attestation-verify.ts'
import { EXIT_CODE, type Report, verdictOf } from '../../lambdas/audit/report.ts'
import { errorText } from '../../lambdas/domain/log-line.ts'
import type { Asked } from './ledger-arguments.ts'
import { Refused } from './refused.ts'

/** The files of `npm run ledger -- verify --attestation FILE`. */
export interface AttestationFiles {
  readonly attestation: string
  readonly publicKey: string | undefined
  readonly seen: readonly string[]
  readonly json: boolean
}

export function fileAsked({ flags, seen, json }: Asked): AttestationFiles {
  const { attestation, 'public-key': publicKey } = flags
  if (attestation === undefined) throw new Refused('verify: --attestation FILE is missing')
  return { attestation, publicKey, seen, json }
}

/** Proves an attestation from its file alone, and says what came of it; returns the exit code (0, 1, 3). */
export function verifyAttestationFile({ attestation, publicKey, seen, json }: AttestationFiles): number {
  const report = verifyAttestation(read('--attestation', attestation), {
    ...(publicKey === undefined ? {} : { key: keyIn(publicKey) }),
    seen: seen.map((name) => ({ name, note: read('--seen', name) })),
  })
  const verdict = verdictOf(report)
  console.log(json ? JSON.stringify({ verdict, ...report }) : words(report, verdict))
  return EXIT_CODE[verdict]
}

function words({ broken, unproven, proven }: Report, verdict: string): string {
  return [
    ...proven,
    ...unproven.map((what) => `not proven: ${what}`),
    ...broken.map(({ where, what }) => `broken: ${where}: ${what}`),
    verdict === 'not-proven' ? 'not proven' : verdict,
  ].join('\n')
}

function keyIn(file: string): string {
  const key = read('--public-key', file).trimEnd()
  try {
    parseVkey(key)
    return key
  } catch (cause) {
    throw new Refused(`--public-key: ${file}: ${errorText(cause)}`, { cause })
  }
}

/** A file that is not UTF-8 is none that we wrote: what is read of it will not verify. */
function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Refused(`${flag}: ${file} cannot be read: ${errorText(cause)}`, { cause })
  }
}
