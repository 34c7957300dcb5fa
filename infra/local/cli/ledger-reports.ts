import { textIn } from '../../../lambdas/domain/event-data.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { ALL_PIPELINES } from '../../../lambdas/domain/report/selection.ts'
import { NOTE, parseMembers } from '../../../lambdas/publisher/actions/bodies.ts'
import {
  archivedEvent,
  archivedName,
  monthBefore,
} from '../../../lambdas/publisher/report/archived-reports.ts'
import { makeReport } from '../../../lambdas/publisher/report/make-reports.ts'
import { reportAsked as askedIn, type ReportAsked } from '../../../lambdas/publisher/report/report-asked.ts'
import { notSettled, signOff } from '../../../lambdas/publisher/report/sign-off.ts'
import { Refused } from '../refused.ts'
import { cliActor } from './cli-actor.ts'
import { taken } from './ledger-actions.ts'
import { type Asked, type ReportName } from './ledger-arguments.ts'
import { withReport } from './made-report.ts'
import { progressBar } from './progress-bar.ts'
import { runReport } from './report-command.ts'
import { REPORTS } from './report-forms.ts'
import type { OpenLedger, UsingLedger } from './using-ledger.ts'

/** The commands of compliance: the report, its way into the archive, and its sign-off. */

export function isReport(command: Asked['command']): command is ReportName {
  return Object.hasOwn(REPORTS, command)
}

export async function reportAsked(
  command: ReportName,
  asked: Asked,
  usingLedger: UsingLedger,
): Promise<number> {
  switch (command) {
    case 'report': {
      const report = runReport(asked, wantedBy(asked))
      return usingLedger(({ ports }) => report(ports))
    }
    case 'archive-report': {
      const month = monthOf(asked.flags.month)
      return usingLedger((system) => archive(system, month))
    }
    case 'sign-off': {
      const wanted = wantedBy(asked)
      const { note = null } = taken(parseMembers(NOTE, { note: asked.flags.note }))
      return usingLedger((system) => signedOff(system, asked, wanted, note))
    }
    default:
      return command satisfies never
  }
}

/** The period and the selection; refuses what the API would. */
function wantedBy({ flags: { from, to, source, pipelines, q } }: Asked): ReportAsked {
  const given = Object.entries({ from, to, source, pipelines, q }).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text] as const],
  )
  return taken(askedIn(new Map(given)))
}

async function archive(system: OpenLedger, month: ReportAsked): Promise<number> {
  const progress = progressBar(process.stderr)
  const made = await makeReport(system.ports, month, Number.POSITIVE_INFINITY, (done, of) =>
    progress.show('pipelines', BigInt(done), BigInt(of)),
  ).finally(progress.end)
  const { from, to } = month.period
  if (made.outcome !== 'archived')
    throw new Refused(`the month from ${from} to ${to} is not over, or has not settled yet`)
  // The entry of its being there is told before the command ends.
  await system.settle()
  const found = await archivedEvent(system.ports.ledger, month)
  const hash = found === undefined ? '' : textIn(found.event, 'sha256')
  console.log(`${archivedName(month, 'html')} (and .json, .csv) is in the archive; SHA-256 ${hash}`)
  return 0
}

async function signedOff(
  system: OpenLedger,
  { flags, json }: Asked,
  wanted: ReportAsked,
  note: string | null,
): Promise<number> {
  const { ports } = system
  const early = notSettled(ports, wanted)
  if (early !== undefined) throw new Refused(early.message)
  return withReport(ports, wanted, async (report) => {
    const sha256 = flags.sha256 ?? report.sha256
    const signing = { asked: wanted, actor: cliActor(), note, sha256 }
    const item = taken(await signOff(ports, signing, report.sha256))
    console.log(
      json
        ? JSON.stringify(item, null, 2)
        : `signed off by ${item.actor}: ${item.from} to ${item.to}, SHA-256 ${item.sha256}, entry ${item.seq} ${item.hash}`,
    )
    await system.settle()
    return 0
  })
}

function monthOf(text: string | undefined): ReportAsked {
  if (text === undefined) return monthBefore(Date.now())
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text)
  if (match === null) throw new Refused(`--month: ${text} is no month, e.g. 2026-10`)
  const [year, month] = [Number(match[1]), Number(match[2])]
  const period = { from: instant(Date.UTC(year, month - 1)), to: instant(Date.UTC(year, month)) }
  return { period, selection: ALL_PIPELINES }
}
