import { assertExactRuntime } from '../../../lambdas/domain/exact-json.ts'
import { runCommand } from '../command.ts'
import { asksForHelp } from '../read-options.ts'
import { keysCommand } from './keys-command.ts'
import { actionAsked, taken } from './ledger-actions.ts'
import { readArguments } from './ledger-arguments.ts'
import { auditAsked, isAudit } from './ledger-audits.ts'
import { isList, itemsOf, listAsked } from './ledger-lists.ts'
import { isPlan, planAsked } from './ledger-plans.ts'
import { isReport, reportAsked } from './ledger-reports.ts'
import { USAGE } from './ledger-usage.ts'
import { tableOf, tableOfAction } from './tables-of-text.ts'
import { ledgerOf } from './using-ledger.ts'

/** `npm run ledger -- COMMAND`: the publisher in the same process, as the HTTP API has it (CONTRACT §4). */
async function main(): Promise<number> {
  assertExactRuntime()
  const args = process.argv.slice(2)
  if (asksForHelp(args)) {
    console.log(USAGE)
    return 0
  }
  if (args[0] === 'keys') return keysCommand(args.slice(1))
  if (args[0] === 'witness') {
    // A service of its own: no command of a ledger waits for its code.
    const { witnessCommand } = await import('./witness-command.ts')
    return witnessCommand(args.slice(1))
  }
  const asked = readArguments(args)
  const { command, json } = asked
  const usingLedger = ledgerOf(asked)
  if (isList(command)) {
    const list = listAsked(asked)
    const items = await usingLedger(({ http }) => itemsOf(http, list))
    console.log(json ? JSON.stringify(items, null, 2) : tableOf(command, items))
    return 0
  }
  if (isAudit(command)) return auditAsked(command, asked, usingLedger)
  if (isReport(command)) return reportAsked(command, asked, usingLedger)
  const act = isPlan(command) ? planAsked(command, asked, Date.now()) : actionAsked(command, asked)
  return usingLedger(async (system) => {
    const item = taken(await act(system.ports))
    // It is recorded, whatever becomes of the messages about it.
    console.log(json ? JSON.stringify(item, null, 2) : tableOfAction(command, item))
    await system.settle()
    return Array.isArray(item['refused']) && item['refused'].length > 0 ? 1 : 0
  })
}

await runCommand(main)
