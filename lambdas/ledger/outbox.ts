import type { Announcement } from '../domain/announcement.ts'
import type { Instant } from '../domain/instant.ts'

export interface Due {
  readonly announcement: Announcement
  readonly notedAt: Instant
}

/** The proof that a message was given to SNS. */
export interface Receipt {
  readonly messageId: string
  readonly sentAt: Instant
}

/**
 * What is to be announced and what has been, in the `work` table. Reads are strongly consistent.
 * At least once: losing the table, or a crash between publishing and `sent`, costs a repeated message, never a missing one.
 */
export interface Outbox {
  /** Notes that the announcement is due. Noting it again changes nothing, also after it was sent. Durable on return. */
  readonly note: (announcement: Announcement, at: Instant) => Promise<void>
  /** Notes how many announcements the run has given reason for. */
  readonly expect: (run: string, count: number, at: Instant) => Promise<void>
  /** How many announcements the run gives reason for, once its entry is there. */
  readonly expectedOf: (run: string) => Promise<number | undefined>
  /** All that was noted of the run, sent or not. */
  readonly ofRun: (run: string) => Promise<readonly Announcement[]>
  /** All that is noted and not yet sent, of whatever run, oldest first. */
  readonly unsent: () => Promise<readonly Due[]>
  /**
   * Takes the right to send for `leaseMs`: `claimed`, or why not. A claim that ran out may be taken by anybody:
   * its holder has died, perhaps after publishing.
   */
  readonly claim: (id: string, at: Instant, leaseMs: number) => Promise<'claimed' | 'busy' | 'sent'>
  /** Stores the receipt and takes the announcement off the list of unsent ones. */
  readonly sent: (announcement: Announcement, receipt: Receipt) => Promise<void>
  readonly receipt: (id: string) => Promise<Receipt | undefined>
}
