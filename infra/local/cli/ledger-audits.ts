import { openDataDirectory } from '../data-directory.ts'
import { Refused } from '../refused.ts'
import { usingDynamoDb } from '../using-data.ts'
import { attestationAsked } from './attest-command.ts'
import { runExport } from './export-command.ts'
import { type Asked, AUDITS, type AuditName } from './ledger-arguments.ts'
import { rebuild } from './rebuild-command.ts'
import type { UsingLedger } from './using-ledger.ts'
import { verifyAttestationFile } from './verify-attestation.ts'
import { verify } from './verify-command.ts'
import { verifyCopies } from './verify-copies-command.ts'

/** The commands of an auditor: what they come to is their exit code. */

const NO_REBUILD =
  'rebuild: not with --stack: it would write what the recorder and the publisher of the stack are writing this moment. Where the table work was lost, restore it from a backup'

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
    case 'rebuild':
      return rebuildAsked(asked)
    case 'verify':
      return asked.flags.attestation === undefined ? verify(asked) : attestationVerified(asked)
    case 'verify-copies':
      return verifyCopies(asked)
    default:
      return command satisfies never
  }
}

async function rebuildAsked(asked: Asked): Promise<number> {
  if (asked.stack !== undefined) throw new Refused(NO_REBUILD)
  const data = openDataDirectory(asked.data, 'existing')
  if ('problem' in data) throw new Refused(data.problem)
  console.log(await usingDynamoDb(data, (endpoint) => rebuild(endpoint, data)))
  return 0
}

/** An attestation is proven from its file alone: what else could be verified is not meant. */
function attestationVerified(asked: Asked): number {
  const foreign = (['archive', 'every'] as const).filter((flag) => asked.flags[flag] !== undefined)
  const named = asked.stack === undefined ? foreign : [...foreign, 'stack']
  if (named.length > 0) throw new Refused(`verify --attestation takes no --${named.join(', --')}`)
  return verifyAttestationFile(asked)
}
