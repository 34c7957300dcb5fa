import * as z from 'zod'
import { formatDuration, MAX_DURATION_MS, parseDuration } from '../domain/duration.ts'
import { EVENT_KINDS, type EventKind, SEVERITIES } from '../domain/event.ts'
import type { Policy } from '../domain/policy.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const keepLast = z.union([z.literal('all'), whole(1, 10_000, 'must be "all" or a whole number')], {
  error: 'must be "all" or a whole number from 1 to 10000',
})

const sizeDrop = z
  .number()
  .refine((share) => share > 0 && share < 1, 'must be a number between 0 and 1, both excluded')

const hosts = whole(1, 1_000, 'must be a whole number')

// Never announced by themselves, an alert only with its cause: a severity of their own would be without effect.
const UNANNOUNCED: readonly EventKind[] = [
  'alert-raised',
  'alert-acknowledged',
  'alert-resolved',
  'run-completed',
  'stores-checked',
  'access-key-created',
  'access-key-revoked',
]

/** An object of known keys, unlike a record: that of zod passes over a key `__proto__` without a word. */
const severity = z.strictObject(
  Object.fromEntries(
    EVENT_KINDS.filter((kind) => !UNANNOUNCED.includes(kind)).map((kind) => [
      kind,
      z.enum(SEVERITIES).optional(),
    ]),
  ),
)

/**
 * The keys of a policy, each optional (CONTRACT §2, `hosts` of §9), as the part of a `Policy` that was given.
 * Where "nothing" is the default, null says it, so that an override can take back what the general policy asks.
 * Bounds that CONTRACT leaves open: nothing is stale within a second or reminded of within a minute, and no feed asked for more often than that; what is evidence
 * is locked for a day at least (Object Lock knows no shorter default) and a hundred years at most.
 */
export const policySchema = z
  .strictObject({
    keepLast: keepLast.optional(),
    confirmAfter: z
      .array(duration(0, 5 * MINUTE_MS))
      .max(5, 'must be at most 5 durations')
      .optional(),
    staleAfter: duration(SECOND_MS, MAX_DURATION_MS).nullable().optional(),
    unobservableAfter: duration(0, MAX_DURATION_MS).optional(),
    feedEvery: duration(MINUTE_MS, MAX_DURATION_MS).nullable().optional(),
    sizeDrop: sizeDrop.nullable().optional(),
    lockFor: duration(DAY_MS, MAX_DURATION_MS).optional(),
    remindEvery: duration(0, MAX_DURATION_MS)
      .refine((ms) => ms === 0 || ms >= SECOND_MS, 'must be 0s, for never, or at least 1s')
      .optional(),
    hosts: hosts.nullable().optional(),
    severity: severity.optional(),
  })
  .transform(
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
  )

/** Text of a duration within bounds, as milliseconds. */
export function duration(leastMs: number, mostMs: number) {
  return z.string().transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms
    const range = `from ${formatDuration(leastMs)} to ${formatDuration(mostMs)}`
    context.addIssue(
      ms === undefined
        ? 'must be a duration such as "500ms", "15s", "10m", "6h" or "30d"'
        : `must be ${range}`,
    )
    return z.NEVER
  })
}

function whole(least: number, most: number, wanted: string) {
  const error = `${wanted} from ${least} to ${most}`
  return z.int({ error }).refine((count) => count >= least && count <= most, { error })
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function present<T extends object>(part: T): Present<T> {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Present<T>
}
