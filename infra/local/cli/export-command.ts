import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import { createFileArchiveReader } from '../../../lambdas/archive/file-archive-reader.ts'
import { exportPeriod } from '../../../lambdas/audit/export/export.ts'
import { type Instant, parseInstant } from '../../../lambdas/domain/instant.ts'
import { existingData } from '../data-directory.ts'
import { Refused } from '../refused.ts'
import { archiveAt } from './archive-at.ts'
import { exportFolder } from './export-folder.ts'
import type { Asked } from './ledger-arguments.ts'
import { progressBar } from './progress-bar.ts'

/** `npm run ledger -- export`: reads the archive alone, so that it works on any copy of one, beside a running server too. */
export async function runExport({ flags, stack, data, json }: Asked): Promise<number> {
  const [from, to] = [instantOf('from', flags.from), instantOf('to', flags.to)]
  if (from >= to) throw new Refused('--from: must be before --to, which is not in the period')
  if (flags.out === undefined) throw new Refused('export: --out DIR is missing')
  if (flags.archive !== undefined && stack !== undefined)
    throw new Refused('export: either --archive or --stack: there are two archives, and one is meant')
  const archive = await archiveOf({ archive: flags.archive, stack, data })
  const sink = await exportFolder(flags.out)
  const progress = progressBar(process.stderr)
  const outcome = await exportPeriod({ archive, sink, onProgress: progress.show }, { from, to }).finally(
    progress.end,
  )
  if (outcome === 'nothing-signed')
    throw new Refused('the archive has no signed log: there is nothing to export')
  if (outcome === 'no-entries')
    throw new Refused(`no entry of the log was recorded from ${from} on and before ${to}`)
  const said = {
    first: String(outcome.first),
    end: String(outcome.end),
    size: String(outcome.size),
    evidence: outcome.evidence,
    out: flags.out,
  }
  console.log(json ? JSON.stringify(said) : words(said))
  return 0
}

function words(said: {
  readonly first: string
  readonly end: string
  readonly size: string
  readonly evidence: number
  readonly out: string
}): string {
  const count = BigInt(said.end) - BigInt(said.first)
  return `${count} entries (leaves ${said.first} to ${BigInt(said.end) - 1n} of ${said.size}) and ${said.evidence} evidence objects are in ${said.out}; how to check them: ${said.out}/VERIFY.md
What is recorded and not yet in the signed log is not among them.`
}

async function archiveOf(place: {
  readonly archive: string | undefined
  readonly stack: string | undefined
  readonly data: string
}): Promise<ArchiveReader> {
  if (place.archive !== undefined) return archiveAt(place.archive)
  if (place.stack !== undefined) {
    const { recordOfStack } = await import('./stack-ledger.ts')
    return (await recordOfStack(place.stack)).archive
  }
  const data = existingData(place.data)
  return createFileArchiveReader({ directory: data.archive })
}

/** The time that a flag gives. Refuses one that is missing or none. */
export function instantOf(flag: string, text: string | undefined): Instant {
  if (text === undefined) throw new Refused(`--${flag} TIME is missing`)
  const at = parseInstant(text)
  if (at === undefined) throw new Refused(`--${flag}: ${text} is no RFC 3339 time, e.g. 2026-11-01T00:00:00Z`)
  return at
}
