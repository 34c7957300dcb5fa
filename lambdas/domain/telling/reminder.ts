import { STEADY_AFTER_MS } from '../alert.ts'
import type { Severity } from '../event.ts'
import { type Instant, instant, unixMs } from '../instant.ts'
import type { Announcement } from './announcement.ts'
import { reminderSummary, steadySummary } from './storm-words.ts'

/** What the alert index knows of an alert that somebody may have to be reminded of. */
export interface Remindable {
  readonly state: string
  readonly severity: Severity
  readonly raisedAt: Instant
  /** Told to nobody when it was raised. */
  readonly flapping?: true
  readonly reminded?: { readonly n: number; readonly dueAt: Instant }
}

// An entry that ended it within the hour has been taken in by then.
const TAKEN_IN_MS = 60_000

/**
 * The reminder that is due now, or undefined: only of critical alerts that fire and nobody has acknowledged, every `everyMs`
 * (0: never) since they were raised. However many were missed, it is one, the newest.
 *
 * A warning that flapped and stayed is told once when it has lasted an hour, whatever `everyMs` is: to nobody it is a reminder, so it is
 * the message that it fires.
 */
export function reminderDue(
  { state, severity, raisedAt, flapping, reminded }: Remindable,
  everyMs: number,
  nowMs: number,
): { readonly n: number; readonly dueAt: Instant } | undefined {
  if (flapping === true) {
    const dueMs = unixMs(raisedAt) + STEADY_AFTER_MS
    const isDue = state === 'firing' && reminded === undefined && nowMs >= dueMs + TAKEN_IN_MS
    return isDue ? { n: 1, dueAt: instant(dueMs) } : undefined
  }
  if (state !== 'firing' || severity !== 'critical' || everyMs <= 0) return undefined
  const lastMs = unixMs(reminded?.dueAt ?? raisedAt)
  const missed = Math.floor((nowMs - lastMs) / everyMs)
  if (missed < 1) return undefined
  return { n: (reminded?.n ?? 0) + 1, dueAt: instant(lastMs + missed * everyMs) }
}

/** By what a receipt of it is found: the first and only one of a flapping alert is the message that was kept back. */
export function reminderId(
  { id, flapping }: { readonly id: string; readonly flapping?: true },
  n: number,
): string {
  return flapping === true ? `${id}/firing` : `${id}/reminder/${n}`
}

/** The n-th repeat of what was told when the alert was raised, or what was not told then: the same title, values and entry. */
export function reminderOf(
  firing: Announcement,
  n: number,
  { raisedAt, flapping }: Pick<Remindable, 'raisedAt' | 'flapping'>,
): Announcement {
  if (flapping === true) return { ...firing, summary: steadySummary(raisedAt, firing.summary), run: null }
  return {
    ...firing,
    id: `${firing.alertId}/reminder/${n}`,
    state: 'reminder',
    n: String(n),
    summary: reminderSummary(String(n), raisedAt, firing.summary),
    run: null,
  }
}

/** The alert and the number that the id of a reminder names (`reminderId`); undefined where it is none. */
export function parseReminderId(id: string): { readonly alertId: string; readonly n: number } | undefined {
  const match = /^([^/]+)\/(?:reminder\/(\d+)|firing)$/.exec(id)
  return match?.[1] === undefined ? undefined : { alertId: match[1], n: Number(match[2] ?? '1') }
}
