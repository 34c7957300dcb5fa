import { type Instant, unixMs } from '../../domain/instant.ts'
import type { Announcement } from '../../domain/telling/announcement.ts'
import type { SourceView, Telling } from '../../domain/telling/storm.ts'

export interface Due {
  readonly announcement: Announcement
  readonly notedAt: Instant
}

/** What is due; the ids of those that cannot be read are told apart, so that they hold up no other. */
export interface Unsent {
  readonly due: readonly Due[]
  readonly unreadable: readonly string[]
}

/** The proof that a message was given to SNS; of several announcements where one message told them all. */
export interface Receipt {
  readonly messageId: string
  readonly sentAt: Instant
}

/** What the entry of a run says of it. */
export interface RunView {
  /** How many announcements the run gives reason for. */
  readonly announcements: number
  readonly sources: readonly SourceView[]
}

/** The right to tell what stands in one lane. */
export interface Claim {
  /** Runs out then, in milliseconds since the Unix epoch: afterwards anybody may take it. */
  readonly untilMs: number
  /** What its holder before was telling when he died, perhaps after publishing: to be told again under the same id. */
  readonly telling: Telling | null
}

/**
 * What is to be announced and what has been, in the `work` table. Reads are strongly consistent.
 * At least once: losing the table, or a crash between publishing and `sent`, costs a repeated message, never a missing one.
 *
 * A lane is what is told together: all of one run, one plan for many pipelines, or one human action (`laneOf`). It has one holder at a time.
 */
export interface Outbox {
  /** Notes that the announcements are due. Noting one again changes nothing, also after it was sent. Durable on return. */
  readonly note: (announcements: readonly Announcement[], at: Instant) => Promise<void>
  /** Notes that nobody is to be told of these: their entries are put back into a ledger that was lost. What is noted already stays as it is. */
  readonly notePast: (announcements: readonly Announcement[], at: Instant) => Promise<void>
  /** Notes what the entry of a run says of it. */
  readonly expect: (run: string, view: RunView, at: Instant) => Promise<void>
  /** What the run's entry says of it, once that is there. */
  readonly expectedOf: (run: string) => Promise<RunView | undefined>
  /** How many announcements were noted of the lane, sent or not. */
  readonly countOf: (lane: string) => Promise<number>
  /** Those of the lane that are noted and not yet sent. */
  readonly dueOf: (lane: string) => Promise<Unsent>
  /** All that is noted and not yet sent, of whatever lane, oldest first. */
  readonly unsent: () => Promise<Unsent>
  /** Takes the lane for `leaseMs`, unless somebody holds it; a claim that no right clock made holds nothing (`credibleUntilMs`). */
  readonly claim: (lane: string, at: Instant, leaseMs: number) => Promise<Claim | 'busy'>
  /** Holds the lane for `leaseMs` more and notes what is told now; `lost` where the claim had run out and was taken. */
  readonly extend: (
    lane: string,
    claim: Claim,
    next: { readonly telling: Telling | null; readonly at: Instant; readonly leaseMs: number },
  ) => Promise<Claim | 'lost'>
  /** Gives the lane up, unless somebody else has it by now. */
  readonly release: (lane: string, claim: Claim) => Promise<void>
  /** Stores the receipt of each announcement of the lane and takes it off the list of unsent ones. */
  readonly sent: (lane: string, ids: readonly string[], receipt: Receipt) => Promise<void>
  /** Which ways out took the message though another refused it, and under which id each. */
  readonly taken: (id: string) => Promise<ReadonlyMap<string, string>>
  /** Notes it: the next try leaves these out. Durable on return. */
  readonly noteTaken: (id: string, taken: ReadonlyMap<string, string>, at: Instant) => Promise<void>
  /** Whether `noteRefused` was called of the message. */
  readonly isRefusalNoted: (id: string) => Promise<boolean>
  /** Notes that the record says that the message was refused, so that trying again says nothing more. Losing it costs a repetition. */
  readonly noteRefused: (id: string, at: Instant) => Promise<void>
  /** Those that were sent of these, by their ids. */
  readonly receipts: (ids: readonly string[]) => Promise<ReadonlyMap<string, Receipt>>
}

/** Claims that run out later were made by a clock that was far ahead: whoever made one may be dead, and would hold the lane until then. */
export function credibleUntilMs(at: Instant, leaseMs: number): number {
  return unixMs(at) + 2 * leaseMs
}

export function laneOf({ run, plan, id }: Announcement): string {
  return run ?? plan ?? id
}
