import type { Clock } from '../../domain/clock.ts'
import type { Addressing, Message } from '../../domain/telling/message.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Outbox } from '../../ledger/outbox/outbox.ts'
import type { AlertIndex } from '../../ledger/work/alert-index.ts'
import type { LogProgress } from '../../ledger/work/log-progress.ts'
import type { Overviews } from '../../ledger/work/overviews.ts'
import type { PublisherLog } from '../log.ts'

/**
 * Gives one message to SNS, or to what stands for it. `id`: the same for every repeat of it (Announcement). Rejects where it was refused,
 * or where that is not known.
 */
export type Publish = (message: Message, id: string) => Promise<{ readonly messageId: string }>

export interface NotifyPorts {
  readonly alerts: AlertIndex
  readonly outbox: Outbox
  /** Reminders repeat what the entry said; what became of a message may be an entry itself. */
  readonly ledger: Ledger
  /** Before an entry is appended: no run knows of it, and the log must (LogProgress). */
  readonly notePending: LogProgress['notePending']
  /** How often a pipeline's policy wants reminders. */
  readonly overviews: Pick<Overviews, 'all'>
  readonly publish: Publish
  readonly addressing: () => Promise<Addressing>
  readonly clock: Pick<Clock, 'now'>
  /** As long as a few publishes may take: after this the holder of a lane is dead, perhaps having published. */
  readonly leaseMs: number
  readonly log: PublisherLog
}
