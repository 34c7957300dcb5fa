import type { Announcement } from './announcement.ts'
import type { Severity } from './event.ts'
import { type Instant, instant, unixMs } from './instant.ts'
import { reminderSummary } from './storm-words.ts'

/** What the alert index knows of an alert that somebody may have to be reminded of. */
export interface Remindable {
  readonly state: string
  readonly severity: Severity
  readonly raisedAt: Instant
  readonly reminded?: { readonly n: number; readonly dueAt: Instant }
}

/**
 * The reminder that is due now, or undefined: only of critical alerts that fire and nobody has acknowledged, every `everyMs`
 * (0: never) since they were raised. However many were missed, it is one, the newest.
 */
export function reminderDue(
  { state, severity, raisedAt, reminded }: Remindable,
  everyMs: number,
  nowMs: number,
): { readonly n: number; readonly dueAt: Instant } | undefined {
  if (state !== 'firing' || severity !== 'critical' || everyMs <= 0) return undefined
  const lastMs = unixMs(reminded?.dueAt ?? raisedAt)
  const missed = Math.floor((nowMs - lastMs) / everyMs)
  if (missed < 1) return undefined
  return { n: (reminded?.n ?? 0) + 1, dueAt: instant(lastMs + missed * everyMs) }
}

/** The n-th repeat of what was told when the alert was raised: the same title, values and entry. */
export function reminderOf(firing: Announcement, n: number, raisedAt: Instant): Announcement {
  return {
    ...firing,
    id: `${firing.alertId}/reminder/${n}`,
    state: 'reminder',
    n: String(n),
    summary: reminderSummary(String(n), raisedAt, firing.summary),
    run: null,
  }
}

/** The alert and the number that the id of a reminder names; undefined where it is none. */
export function parseReminderId(id: string): { readonly alertId: string; readonly n: number } | undefined {
  const match = /^([^/]+)\/reminder\/(\d+)$/.exec(id)
  return match?.[1] === undefined ? undefined : { alertId: match[1], n: Number(match[2]) }
}
