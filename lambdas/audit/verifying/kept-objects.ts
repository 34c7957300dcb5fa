import type { ArchiveReader } from '../../archive/archive.ts'
import { sha256Hex } from '../../domain/canonical.ts'
import type { Entry } from '../../domain/entry.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { isMembers, optionalTextIn, textIn } from '../../domain/event-data.ts'
import { isHashName } from './archive-names.ts'
import { counted, type Findings } from './findings.ts'

/** What is kept besides evidence and the log, and of which the log has the SHA-256: reports, and the records of kept copies. */
export interface KeptObjects {
  readonly note: (entry: Entry) => void
  /** Every report and record that an entry names is there, byte for byte. What a record names is for a restore to read. */
  readonly check: () => Promise<void>
}

export function createKeptObjects(reader: Pick<ArchiveReader, 'get'>, findings: Findings): KeptObjects {
  const reports = new Map<string, string>()
  const copies = new Map<string, string>()
  return {
    note: ({ events }) => {
      for (const event of events) {
        if (event.kind === 'report-archived')
          for (const [name, hash] of objectsOf(event)) reports.set(name, hash)
        if (event.kind === 'copy-kept') {
          const [object, sha256] = [optionalTextIn(event, 'object'), optionalTextIn(event, 'sha256')]
          if (object !== null && sha256 !== null) copies.set(object, sha256)
          else findings.unproven('an entry says that a copy is kept, and does not name its record')
        }
      }
    },
    check: async () => {
      if (await areThere(reader, findings, reports))
        findings.proven(
          `${counted(reports.size, 'object of reports is', 'objects of reports are')} as the log has them`,
        )
      if (await areThere(reader, findings, copies))
        findings.proven(
          `${counted(copies.size, 'record of a kept copy is', 'records of kept copies are')} as the log has them; the objects that they name are not read here: a restore compares each`,
        )
    },
  }
}

/** Whether there are any, and all of them are as the log has them. */
async function areThere(
  reader: Pick<ArchiveReader, 'get'>,
  findings: Findings,
  named: ReadonlyMap<string, string>,
): Promise<boolean> {
  const before = findings.count()
  for (const [name, hash] of named) {
    const bytes = await reader.get(name)
    if (bytes === undefined) findings.broken(name, 'an entry says that it is kept, and it is not there')
    else if (sha256Hex(bytes) !== hash) findings.broken(name, 'its SHA-256 is not that of its entry')
  }
  return named.size > 0 && findings.count() === before
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
