import type { ArchiveReader } from '../../archive/archive.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { AlertIndex } from '../../ledger/work/alert-index.ts'
import type { Overviews } from '../../ledger/work/overviews.ts'
import type { StoreWork } from '../../ledger/work/store-work.ts'

/** What the read side of the publisher reads from. */
export interface QueryPorts {
  readonly ledger: Ledger
  readonly overviews: Overviews
  readonly alerts: AlertIndex
  readonly stores: Pick<StoreWork, 'rows'>
  readonly archive: ArchiveReader
  /** The log's name. */
  readonly origin: string
  readonly version: string
}
