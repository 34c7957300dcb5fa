import type { EventKind, Severity } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'

export const ALERT_STATES = ['firing', 'acknowledged', 'resolved'] as const
export type AlertState = (typeof ALERT_STATES)[number]

export interface AlertRow {
  readonly id: string
  readonly kind: EventKind
  readonly severity: Severity
  readonly state: AlertState
  /** `source/name`. */
  readonly ledger: string
  readonly uuid: string | null
  readonly raisedAt: Instant
  readonly acknowledgedAt: Instant | null
  readonly resolvedAt: Instant | null
  readonly actor: string | null
  readonly note: string | null
  readonly summary: string
  /** The entry that raised it; absent where the index never saw that entry, and in rows of older versions. */
  readonly seq?: string
  /** Came back too often: told to nobody until it has lasted an hour (reminder.ts). */
  readonly flapping?: true
  /** The last reminder that was sent; absent before the first. */
  readonly reminded?: Reminded
}

export interface Reminded {
  /** The number of the reminder: 1, 2 … */
  readonly n: number
  /** When it was due: the next is counted from here. */
  readonly dueAt: Instant
}

export interface AlertPage {
  readonly rows: readonly AlertRow[]
  /** Where to go on: the last row read, or null at the end. */
  readonly next: AlertPosition | null
}

export interface AlertPosition {
  readonly raisedAt: Instant
  readonly id: string
}

export function positionOf({ raisedAt, id }: AlertRow): AlertPosition {
  return { raisedAt, id }
}

/** Its order as text is that of lists. */
export function positionText({ raisedAt, id }: AlertPosition): string {
  return `${raisedAt}#${id}`
}

/**
 * One row per alert in the `work` table, projected from the ledgers' stream: answers "all that fire" and "alert by id"
 * without touching 10,000 ledgers. Disposable: it can be made anew from the ledgers. Lists may lag by a second.
 */
export interface AlertIndex {
  /**
   * Puts the rows, no two of one alert, unless the index already knows a later state of the alert
   * (firing < acknowledged < resolved), so a repeated or late delivery changes nothing.
   */
  readonly record: (...rows: readonly AlertRow[]) => Promise<void>
  /** Puts rows of firing alerts again, with what they were reminded of; of alerts that fire no longer nothing is changed. */
  readonly remind: (rows: readonly AlertRow[]) => Promise<void>
  /** Strongly consistent. */
  readonly find: (id: string) => Promise<AlertRow | undefined>
  /** Those that are known of these, by their ids; strongly consistent. */
  readonly findAll: (ids: readonly string[]) => Promise<ReadonlyMap<string, AlertRow>>
  /** Newest first, behind `after`; at most `limit` rows. */
  readonly list: (query: {
    readonly state?: AlertState
    readonly after?: AlertPosition
    readonly limit: number
  }) => Promise<AlertPage>
}
