import { formatDuration } from './duration.ts'
import type { Policy } from './policy.ts'

/** The policy in the words of `pipelines.json`, every key of it. */
export function describePolicy(policy: Policy) {
  const { keepLast, sizeDrop, hosts, severity } = policy
  return {
    keepLast,
    confirmAfter: policy.confirmAfterMs.map(formatDuration),
    staleAfter: policy.staleAfterMs === null ? null : formatDuration(policy.staleAfterMs),
    unobservableAfter: formatDuration(policy.unobservableAfterMs),
    // A row that was written before there was this key has none.
    feedEvery: (policy.feedEveryMs ?? null) === null ? null : formatDuration(policy.feedEveryMs ?? 0),
    sizeDrop,
    lockFor: formatDuration(policy.lockForMs),
    remindEvery: formatDuration(policy.remindEveryMs),
    hosts,
    severity,
  }
}
