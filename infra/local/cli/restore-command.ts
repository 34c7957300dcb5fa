import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseUuid, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { whichPipeline } from '../../../lambdas/publisher/queries/which-pipeline.ts'
import type { MakingPorts } from '../../../lambdas/publisher/report/make-reports.ts'
import { Refused } from '../refused.ts'
import { taken } from './ledger-actions.ts'
import { type Asked, partsOf } from './ledger-arguments.ts'
import { recordDrill } from './restore-drill.ts'
import { outcomeOf } from './restore-outcome.ts'
import { folderTarget, targetAt } from './restore-target.ts'
import type { UsingLedger } from './using-ledger.ts'
import { type RestoreSaid, restoreSaid } from './words-of-restore.ts'

/** `npm run ledger -- restore`: ends with 0 restored and verified, 1 damaged or failed, 3 not verifiable. */
export async function restoreAsked(asked: Asked, usingLedger: UsingLedger): Promise<number> {
  const { code, text } = await restored(asked, usingLedger)
  console.log(text)
  return code
}

/** The same, and what there is to be said of it. */
export async function restored(asked: Asked, usingLedger: UsingLedger): Promise<RestoreSaid> {
  const uuid = refuseWrongly(asked)
  const [text = ''] = asked.operands
  const { source, name } = partsOf(text)
  if (asked.flags.archive !== undefined) {
    if (source === undefined) throw new Refused('restore --archive: PIPELINE must be source/name')
    return restoredInto(asked, text, uuid, undefined)
  }
  return usingLedger(async ({ ports, settle }) => {
    const { ledger } = taken(await whichPipeline(ports, name, source))
    const said = await restoredInto(asked, ledger, uuid, ports)
    await settle()
    return said
  })
}

/** What would be found out only at the end is said before anything begins. */
function refuseWrongly({ operands, flags, dryRun, drill, isDataGiven, stack }: Asked): Uuid {
  const uuid = parseUuid(operands[1] ?? '')
  if (uuid === undefined) throw new Refused(`restore: ${operands[1]} is no UUID`)
  if (flags.to === undefined && !drill) throw new Refused('restore: --to s3://… or file:///… is missing')
  if (flags.from !== undefined && flags.from !== 'kept' && flags.from !== 'store')
    throw new Refused(`--from: ${flags.from} is neither kept nor store`)
  if ((flags.from === 'store') !== (flags.location !== undefined))
    throw new Refused('restore: --from store and --location s3://… or file:///… go together')
  if (flags.note !== undefined && !drill) throw new Refused('restore: --note is of a --drill')
  if (drill && dryRun) throw new Refused('restore: a --drill that is a --dry-run would prove nothing')
  if (flags.archive !== undefined && (isDataGiven || stack !== undefined))
    throw new Refused('either --archive or --data or --stack: there are several places, and one is meant')
  if (flags.archive !== undefined && drill)
    throw new Refused('restore: a --drill is recorded: it needs --data or --stack, not an archive alone')
  return uuid
}

async function restoredInto(
  asked: Asked,
  pipeline: string,
  uuid: Uuid,
  ports: MakingPorts | undefined,
): Promise<RestoreSaid> {
  const began = { at: Date.now(), ms: performance.now() }
  const scratch =
    asked.flags.to === undefined ? mkdtempSync(join(tmpdir(), 'checkpoint-ledger-drill-')) : undefined
  try {
    const to = asked.flags.to ?? `file://${scratch}`
    const target = scratch === undefined ? await targetAt(to, targetFlags(asked)) : folderTarget(scratch)
    const about = { asked, pipeline, uuid, to, isScratch: scratch !== undefined }
    const outcome = await outcomeOf(asked, pipeline, uuid, target)
    const said = restoreSaid(about, outcome, performance.now() - began.ms)
    if (!asked.drill || ports === undefined) return said
    const minutes = (performance.now() - began.ms) / 60_000
    return recordDrill(ports, said, { asked, pipeline, uuid, performedAtMs: began.at, minutes })
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
  }
}

function targetFlags({ flags }: Asked) {
  return { region: flags['to-region'], endpoint: flags['to-endpoint'] }
}
