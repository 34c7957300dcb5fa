import type { LogHead } from '../../domain/message.ts'
import type { AlertIndex } from '../../ledger/alert-index.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Overviews } from '../../ledger/overviews.ts'

/** What the read side of the publisher reads from. */
export interface QueryPorts {
  readonly ledger: Ledger
  readonly overviews: Overviews
  readonly alerts: AlertIndex
  readonly logHead: () => Promise<LogHead>
  readonly version: string
}
