import type { LogProgress } from '../../ledger/work/log-progress.ts'
import type { ReportDrafts } from '../../ledger/work/report-drafts.ts'
import type { QueryPorts } from '../queries/ports.ts'

/** What reports need besides the ledgers. */
export interface ReportStores {
  /** The log knows every ledger that it ever took an entry from, also where `work` was made anew. */
  readonly watermarks: LogProgress['watermarks']
  /** Reports that are too large for an answer, until they are in the archive. */
  readonly drafts: ReportDrafts
  /** Where a name of the archive is found from outside. */
  readonly archiveLink: (name: string) => string
}

/** What a report reads. */
export interface ReportPorts extends Pick<QueryPorts, 'ledger' | 'overviews' | 'archive' | 'origin'> {
  readonly clock: { readonly now: () => number }
  readonly reports: ReportStores
}
