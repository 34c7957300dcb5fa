import { outlasted } from './approvals.ts'
import type { LedgerEvent } from './event.ts'
import { type Instant, secondsBetween, unixMs } from './instant.ts'
import type { Unobservable } from './observation.ts'
import { type Policy, severityOf } from './policy.ts'
import type { State } from './state.ts'

/** Not seen, and for reasons that must not last: since when. */
export interface Unseen {
  readonly since: Instant
  readonly reason: Unobservable['reason']
}

/** Carries on the time of not seeing. A stopped pipeline is not seen for a good reason: that time does not count. */
export function stillUnseen(before: Unseen | null, now: Instant, { reason }: Unobservable): Unseen | null {
  return reason === 'stopped' ? null : { since: before?.since ?? now, reason }
}

/** `pipeline-unobservable`, once per outage, when it has lasted as long as the policy allows. Never says a word about checkpoints. */
export function unobservableEvents(
  believed: State,
  unseen: Unseen | null,
  observation: Unobservable,
  { startedAt, seenAt }: { readonly startedAt: Instant; readonly seenAt: Instant },
  policy: Policy,
): readonly LedgerEvent[] {
  // What was approved is said again when its approval has ended: then somebody must look at it.
  const approval = outlasted(believed, 'pipeline-unobservable', seenAt)
  if (unseen === null || (believed.unobservable !== null && approval === undefined)) return []
  // From run to run: what became unseen together is told together.
  if (unixMs(startedAt) - unixMs(unseen.since) < policy.unobservableAfterMs) return []
  const kind = 'pipeline-unobservable'
  const { reason, detail } = observation
  const data = {
    reason,
    detail,
    since: unseen.since,
    unobserved_seconds: secondsBetween(unseen.since, seenAt),
    ...(approval === undefined ? {} : { outlasted: approval }),
  }
  return [{ kind, severity: severityOf(policy, kind), data }]
}
