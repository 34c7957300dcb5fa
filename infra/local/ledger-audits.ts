import { type Asked, AUDITS, type AuditName } from './ledger-arguments.ts'
import { verify } from './verify-command.ts'

/** The commands of an auditor: what they come to is their exit code. */

export function isAudit(command: Asked['command']): command is AuditName {
  return Object.hasOwn(AUDITS, command)
}

export async function auditAsked(command: AuditName, asked: Asked): Promise<number> {
  switch (command) {
    case 'verify':
      return verify(asked)
    default:
      return command satisfies never
  }
}
