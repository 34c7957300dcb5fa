import { APPROVABLE, type ApprovableKind, type Approval, MAINTENANCE_KINDS } from '../../domain/approvals.ts'
import { canonical, sha256Hex } from '../../domain/canonical.ts'
import type { EventData, LedgerEvent } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import { type Policy, severityOf } from '../../domain/policy.ts'
import type { State } from '../../domain/state.ts'
import { type Failure, failure } from '../failure.ts'
import { wrongTime } from './plan-times.ts'

export type Form = Approval['form']

/** What is planned, and by whom. */
export interface Planning {
  readonly form: Form
  /** Of an approval; a maintenance window has its own. */
  readonly kinds: readonly ApprovableKind[]
  /** Null: from now on. */
  readonly from: Instant | null
  readonly until: Instant
  readonly reason: string
  readonly actor: string
}

// Of the state's bytes, beside 120,000 of holds and what is listed.
const MAX_BYTES = 40_000
const MAX_APPROVALS = 50

export const PLANNED = { approval: 'change-approved', maintenance: 'maintenance-planned' } as const
export const ENDED = { approval: 'approval-withdrawn', maintenance: 'maintenance-cancelled' } as const

/**
 * Plans it; the same words of the same actor again are the same plan. `isWithdrawn`: whether the plan of that id was withdrawn before.
 * The id is made of the words alone: what is planned for many pipelines at once has one id in all of them.
 */
export async function planning(
  { approvals }: Pick<State, 'approvals'>,
  planned: Planning,
  {
    now,
    policy,
    isWithdrawn,
  }: {
    readonly now: Instant
    readonly policy: Policy
    readonly isWithdrawn: (id: string) => Promise<boolean>
  },
): Promise<{ readonly id: string; readonly events: readonly LedgerEvent[] } | Failure> {
  const { form, until, reason, actor } = planned
  const kinds =
    form === 'maintenance' ? MAINTENANCE_KINDS : APPROVABLE.filter((kind) => planned.kinds.includes(kind))
  const lasting = approvals.filter(({ until: end }) => end > now)
  const same = lasting.find((known) => known.form === form && isSame(known, { ...planned, kinds }, now))
  if (same !== undefined) return { id: same.id, events: [] }
  const from = planned.from ?? now
  const wrong = wrongTime({ form, kinds, from, until }, now)
  if (wrong !== undefined) return wrong
  const id = await freshId([form, kinds, from, until, reason, actor], isWithdrawn)
  const approval: Approval = { id, form, kinds, from, until, reason, actor }
  if (lasting.length >= MAX_APPROVALS || bytesOf([...lasting, approval]) > MAX_BYTES) {
    return failure(
      'TooManyApprovals',
      'There are too many approvals and windows: withdraw some before adding another',
      {
        most: String(MAX_APPROVALS),
      },
    )
  }
  const kind = PLANNED[form]
  const data = { [form]: id, kinds, from, until, reason, actor }
  return { id, events: [{ kind, severity: severityOf(policy, kind), data }] }
}

/** Nothing where it lasts no more: it is withdrawn already, or over. */
export function withdrawing(
  { approvals }: Pick<State, 'approvals'>,
  {
    form,
    id,
    actor,
    reason,
  }: { readonly form: Form; readonly id: string; readonly actor: string; readonly reason: string | null },
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
): readonly LedgerEvent[] {
  const isLasting = approvals.some((known) => known.id === id && known.form === form && known.until > now)
  const kind = ENDED[form]
  return isLasting ? [{ kind, severity: severityOf(policy, kind), data: { [form]: id, actor, reason } }] : []
}

/** Said again, perhaps because the answer was lost: without a beginning it is the one that has begun. */
function isSame(known: Approval, { kinds, from, until, reason, actor }: Planning, now: Instant): boolean {
  return (
    known.until === until &&
    known.reason === reason &&
    known.actor === actor &&
    (from === null ? known.from <= now : known.from === from) &&
    known.kinds.join() === kinds.join()
  )
}

/** What was withdrawn and is planned in the same words again is another plan. */
async function freshId(
  words: readonly EventData[],
  isWithdrawn: (id: string) => Promise<boolean>,
): Promise<string> {
  for (let again = 0; ; again += 1) {
    const text = canonical(again === 0 ? words : [...words, String(again)])
    const id = sha256Hex(text).slice(0, 32)
    if (!(await isWithdrawn(id))) return id
  }
}

function bytesOf(approvals: readonly Approval[]): number {
  return Buffer.byteLength(canonical(approvals.map((approval) => ({ ...approval }))))
}
