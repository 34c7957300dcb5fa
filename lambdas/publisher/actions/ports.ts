import type { Clock } from '../../domain/clock.ts'
import type { LogProgress } from '../../ledger/work/log-progress.ts'
import type { NotifyPorts } from '../notify/ports.ts'
import type { QueryPorts } from '../queries/ports.ts'
import type { ReportStores } from '../report/ports.ts'

/** What a person's action reads, appends to and takes the time from. */
export interface ActionPorts extends QueryPorts {
  readonly clock: Pick<Clock, 'now'>
  /** Before an entry is appended: no run knows of it, and the log must (LogProgress). */
  readonly notePending: LogProgress['notePending']
  /** A test of the notifications is told by the very ports that tell of everything. */
  readonly notify: NotifyPorts
  readonly reports: ReportStores
}
