import { attestationAsked } from './attest-command.ts'
import { runExport } from './export-command.ts'
import { type Asked, AUDITS, type AuditName } from './ledger-arguments.ts'
import type { LocalSystem } from './local-system.ts'
import { Refused } from './refused.ts'
import { attestationFiles, verifyAttestationFile } from './verify-attestation.ts'
import { verify } from './verify-command.ts'

/** The commands of an auditor: what they come to is their exit code. */

type UsingLedger = (work: (system: LocalSystem) => Promise<number>) => Promise<number>

export function isAudit(command: Asked['command']): command is AuditName {
  return Object.hasOwn(AUDITS, command)
}

export async function auditAsked(
  command: AuditName,
  asked: Asked,
  usingLedger: UsingLedger,
): Promise<number> {
  switch (command) {
    case 'export':
      return runExport(asked)
    case 'attest': {
      const attest = attestationAsked(asked)
      return usingLedger(({ ports }) => attest(ports))
    }
    case 'verify':
      return asked.flags.attestation === undefined ? verify(asked) : verifyAttestationFile(filesOf(asked))
    default:
      return command satisfies never
  }
}

/** An attestation is proven from its file alone: what else could be verified is not meant. */
function filesOf(asked: Asked) {
  const other = (['archive', 'every'] as const).filter((flag) => asked.flags[flag] !== undefined)
  const foreign = [...other, ...(asked.isDataGiven ? ['data'] : [])]
  if (foreign.length > 0) throw new Refused(`verify --attestation takes no --${foreign.join(', --')}`)
  return attestationFiles(asked)
}
