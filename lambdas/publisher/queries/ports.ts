import type { ArchiveReader } from '../../archive/archive.ts'
import type { AlertIndex } from '../../ledger/alert-index.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Overviews } from '../../ledger/overviews.ts'

/** What the read side of the publisher reads from. */
export interface QueryPorts {
  readonly ledger: Ledger
  readonly overviews: Overviews
  readonly alerts: AlertIndex
  readonly archive: ArchiveReader
  /** The log's name. */
  readonly origin: string
  readonly version: string
}
