import { existsSync } from 'node:fs'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { REPORT_FORMATS, type ReportFormat, written } from '../../../lambdas/publisher/report/formats.ts'
import type { ReportAsked } from '../../../lambdas/publisher/report/report-asked.ts'
import { Refused } from '../refused.ts'
import type { Asked } from './ledger-arguments.ts'
import { withReport } from './made-report.ts'
import { printAll, writeWhole } from './report-files.ts'

/** `npm run ledger -- report`: into a file, or to standard output; what is said about it goes elsewhere. */
export function runReport({ flags }: Asked, wanted: ReportAsked): (ports: ActionPorts) => Promise<number> {
  const format = formatOf(flags.format, flags.out)
  const { out } = flags
  // Before the work of an hour, not after it.
  if (out !== undefined && existsSync(out)) throw new Refused(`--out: ${out} is there already`)
  return (ports) =>
    withReport(ports, wanted, async (report) => {
      if (out === undefined) {
        await printAll(written(report, format))
        return 0
      }
      await writeWhole(out, written(report, format))
      const { totals, settled_at, generated_at } = report.head
      console.log(
        `the report on ${totals.pipelines} ${totals.pipelines === 1 ? 'pipeline' : 'pipelines'} is in ${out}; SHA-256 ${report.sha256}`,
      )
      if (generated_at < settled_at) console.log(`provisional: it may still change until ${settled_at}`)
      return 0
    })
}

/** As asked for, else by the ending of the file, else JSON. */
function formatOf(text: string | undefined, out: string | undefined): ReportFormat {
  const ending = REPORT_FORMATS.find((format) => out?.endsWith(`.${format}`) === true)
  if (text === undefined) return ending ?? 'json'
  const format = REPORT_FORMATS.find((known) => known === text)
  if (format === undefined) throw new Refused(`--format: ${text} is none of ${REPORT_FORMATS.join(', ')}`)
  return format
}
