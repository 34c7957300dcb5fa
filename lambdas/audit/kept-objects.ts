import type { ArchiveReader } from '../archive/archive.ts'
import { sha256Hex } from '../domain/canonical.ts'
import type { Entry } from '../domain/entry.ts'
import type { LedgerEvent } from '../domain/event.ts'
import { isMembers, textIn } from '../domain/event-data.ts'
import { isHashName } from './archive-names.ts'
import { counted, type Findings } from './findings.ts'

/** What is kept besides evidence and the log: reports, of which the log has the SHA-256. */
export interface KeptReports {
  readonly note: (entry: Entry) => void
  /** Every report that an entry names is there, byte for byte. */
  readonly check: () => Promise<void>
}

export function createKeptReports(reader: Pick<ArchiveReader, 'get'>, findings: Findings): KeptReports {
  const named = new Map<string, string>()
  return {
    note: ({ events }) => {
      for (const event of events)
        if (event.kind === 'report-archived')
          for (const [name, hash] of objectsOf(event)) named.set(name, hash)
    },
    check: async () => {
      const before = findings.count()
      for (const [name, hash] of named) {
        const bytes = await reader.get(name)
        if (bytes === undefined) findings.broken(name, 'an entry says that it is kept, and it is not there')
        else if (sha256Hex(bytes) !== hash) findings.broken(name, 'its SHA-256 is not that of its entry')
      }
      if (named.size > 0 && findings.count() === before)
        findings.proven(
          `${counted(named.size, 'object of reports is', 'objects of reports are')} as the log has them`,
        )
    },
  }
}

/** Names in the archive, and the SHA-256 of each. */
function objectsOf(event: LedgerEvent): readonly (readonly [string, string])[] {
  const folder = textIn(event, 'archive')
  const { objects } = event.data
  if (!isMembers(objects)) return []
  return Object.entries(objects).flatMap(([format, hash]) =>
    typeof hash === 'string' ? [[`${folder}/retention.${format}`, hash] as const] : [],
  )
}

/** Every configuration is what its name says. That one is there proves nothing by itself: runs name theirs. */
export async function checkConfigurations(
  reader: Pick<ArchiveReader, 'get' | 'list'>,
  findings: Findings,
): Promise<void> {
  for await (const name of reader.list('configurations/')) {
    const hash = name.slice('configurations/'.length)
    const bytes = isHashName(hash) ? await reader.get(name) : undefined
    if (bytes === undefined) findings.broken(name, 'nothing of this name belongs here')
    else if (sha256Hex(bytes) !== hash) findings.broken(name, 'its SHA-256 is not its name')
  }
}
