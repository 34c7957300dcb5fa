import { type ApprovableKind, type Approval, LOSSES } from '../../domain/approvals.ts'
import { type Instant, unixMs } from '../../domain/instant.ts'
import { type Failure, invalidParameter } from '../failure.ts'

const DAY_MS = 86_400_000
const LONGEST_DAYS = { approval: 30, maintenance: 7 } as const
// A loss that nobody hears of must be looked for soon by whoever expected it.
const LONGEST_LOSS_DAYS = 1
const AHEAD_DAYS = 90
// What a client's clock may be behind, and how long it takes to plan the same for thousands of pipelines.
const PAST_MS = 600_000

/** What is wrong with when a plan is to hold; undefined where nothing is. */
export function wrongTime(
  {
    form,
    kinds,
    from,
    until,
  }: Pick<Approval, 'form' | 'from' | 'until'> & { kinds: readonly ApprovableKind[] },
  now: Instant,
): Failure | undefined {
  const loss = kinds.find((kind) => LOSSES.includes(kind))
  const days = loss === undefined ? LONGEST_DAYS[form] : LONGEST_LOSS_DAYS
  if (unixMs(from) < unixMs(now) - PAST_MS)
    return invalidParameter('from', 'has passed: what is recorded already can be acknowledged, not approved')
  if (unixMs(from) > unixMs(now) + AHEAD_DAYS * DAY_MS)
    return invalidParameter('from', `is more than ${AHEAD_DAYS} days ahead`)
  if (until <= from || until <= now) return invalidParameter('until', 'must be later than from, and than now')
  if (unixMs(until) - unixMs(from) <= days * DAY_MS) return undefined
  const of = loss === undefined ? '' : ` where ${loss} is approved`
  return invalidParameter(
    'until',
    `must be at most ${days === 1 ? '24 hours' : `${days} days`} after from${of}`,
  )
}
