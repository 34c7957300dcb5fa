import * as z from 'zod/mini'
import { formatDuration, MAX_DURATION_MS, parseDuration } from '../../domain/duration.ts'
import { EVENT_KINDS, type EventKind, SEVERITIES } from '../../domain/event.ts'
import type { Policy } from '../../domain/policy.ts'
import { textReadAs } from '../../stores/text-read-as.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const keepLast = z.union([z.literal('all'), whole(1, 10_000, 'must be "all" or a whole number')], {
  error: 'must be "all" or a whole number from 1 to 10000',
})

const sizeDrop = z
  .number()
  .check(z.refine((share) => share > 0 && share < 1, 'must be a number between 0 and 1, both excluded'))

const hosts = whole(1, 1_000, 'must be a whole number')

// Never announced by themselves, an alert only with its cause, or by the publisher, which has no policy for what it says of itself:
// a severity of their own would be without effect.
const UNANNOUNCED: readonly EventKind[] = [
  'alert-raised',
  'alert-acknowledged',
  'alert-resolved',
  'run-completed',
  'stores-checked',
  'access-key-created',
  'access-key-revoked',
  'notification-tested',
  'notification-refused',
  'loss-rehearsed',
  'report-archived',
  'report-signed-off',
]

/** An object of known keys, unlike a record: that of zod passes over a key `__proto__` without a word. */
const severity = z.strictObject(
  Object.fromEntries(
    EVENT_KINDS.filter((kind) => !UNANNOUNCED.includes(kind)).map((kind) => [
      kind,
      z.optional(z.enum(SEVERITIES)),
    ]),
  ),
)

/**
 * The keys of a policy, each optional (CONTRACT §2, `hosts` of §9), as the part of a `Policy` that was given.
 * Where "nothing" is the default, null says it, so that an override can take back what the general policy asks.
 * Bounds that CONTRACT leaves open: nothing is stale within a second or reminded of within a minute, and no feed asked for more often than that; what is evidence
 * is locked for a day at least (Object Lock knows no shorter default) and a hundred years at most.
 */
export const policySchema = z.pipe(
  z.strictObject({
    keepLast: z.optional(keepLast),
    confirmAfter: z.optional(
      z.array(duration(0, 5 * MINUTE_MS)).check(z.maxLength(5, 'must be at most 5 durations')),
    ),
    staleAfter: z.optional(z.nullable(duration(SECOND_MS, MAX_DURATION_MS))),
    unobservableAfter: z.optional(duration(0, MAX_DURATION_MS)),
    feedEvery: z.optional(z.nullable(duration(MINUTE_MS, MAX_DURATION_MS))),
    sizeDrop: z.optional(z.nullable(sizeDrop)),
    lockFor: z.optional(duration(DAY_MS, MAX_DURATION_MS)),
    remindEvery: z.optional(
      duration(0, MAX_DURATION_MS).check(
        z.refine((ms) => ms === 0 || ms >= SECOND_MS, 'must be 0s, for never, or at least 1s'),
      ),
    ),
    hosts: z.optional(z.nullable(hosts)),
    severity: z.optional(severity),
  }),
  z.transform(
    (given): Partial<Policy> =>
      present({
        keepLast: given.keepLast,
        confirmAfterMs: given.confirmAfter,
        staleAfterMs: given.staleAfter,
        unobservableAfterMs: given.unobservableAfter,
        feedEveryMs: given.feedEvery,
        sizeDrop: given.sizeDrop,
        lockForMs: given.lockFor,
        remindEveryMs: given.remindEvery,
        hosts: given.hosts,
        severity: given.severity,
      }),
  ),
)

/** Text of a duration within bounds, as milliseconds. */
export function duration(leastMs: number, mostMs: number) {
  return textReadAs((text) => {
    const ms = parseDuration(text)
    if (ms === undefined) return { wrong: 'must be a duration such as "500ms", "15s", "10m", "6h" or "30d"' }
    if (ms >= leastMs && ms <= mostMs) return { value: ms }
    return { wrong: `must be from ${formatDuration(leastMs)} to ${formatDuration(mostMs)}` }
  })
}

function whole(least: number, most: number, wanted: string) {
  const error = `${wanted} from ${least} to ${most}`
  return z.int({ error }).check(z.refine((count) => count >= least && count <= most, { error }))
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function present<T extends object>(part: T): Present<T> {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Present<T>
}
