import { createFileArchiveReader } from '../../../lambdas/archive/file-archive-reader.ts'
import { parseVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { createTables, TABLES } from '../create-tables.ts'
import { existingData } from '../data-directory.ts'
import { localDynamoDbClient } from '../dynamodb-client.ts'
import { localSigner, ORIGIN } from '../log-key.ts'
import { Refused } from '../refused.ts'
import { usingDynamoDb } from '../using-data.ts'
import { attestationAsked } from './attest-command.ts'
import { runExport } from './export-command.ts'
import { type Asked, AUDITS, type AuditName } from './ledger-arguments.ts'
import { rebuild } from './rebuild-command.ts'
import { restoreAsked } from './restore-command.ts'
import { rotateKeyAsked } from './rotate-key-command.ts'
import type { UsingLedger } from './using-ledger.ts'
import { verifyAttestationFile } from './verify-attestation.ts'
import { verify } from './verify-command.ts'
import { verifyCopies } from './verify-copies-command.ts'
import { keyIn } from './verify-files.ts'

/** The commands of an auditor: what they come to is their exit code. */

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
    case 'rotate-key':
      return rotateKeyAsked(asked)
    case 'verify-copies':
      return verifyCopies(asked, usingLedger)
    case 'restore':
      return restoreAsked(asked, usingLedger)
    default:
      return command satisfies never
  }
}

async function rebuildAsked({ flags, entries, stack, data: directory }: Asked): Promise<number> {
  const given = keyIn(flags['public-key'])
  if (stack !== undefined) {
    if (given === undefined)
      throw new Refused('rebuild --stack: --public-key FILE is missing: the archive cannot vouch for itself')
    const { toRebuildOfStack } = await import('./stack-ledger.ts')
    console.log(await rebuild({ ...(await toRebuildOfStack(stack)), key: given, entries }))
    return 0
  }
  const data = existingData(directory)
  const archive = createFileArchiveReader({ directory: data.archive })
  const done = await usingDynamoDb(data, async (endpoint) => {
    const client = localDynamoDbClient(endpoint)
    await createTables(client)
    const key = given ?? parseVkey(localSigner(data, ORIGIN).vkey)
    return rebuild({ client, tables: TABLES, archive, key, entries })
  })
  console.log(done)
  return 0
}

/** An attestation is proven from its file alone: what else could be verified is not meant. */
function attestationVerified(asked: Asked): number {
  const foreign = (['archive', 'every'] as const).filter((flag) => asked.flags[flag] !== undefined)
  const witness = asked.witness.length > 0 ? (['witness'] as const) : []
  const named = [...foreign, ...witness, ...(asked.stack === undefined ? [] : ['stack'])]
  if (named.length > 0) throw new Refused(`verify --attestation takes no --${named.join(', --')}`)
  return verifyAttestationFile(asked)
}
