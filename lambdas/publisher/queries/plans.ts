import { type Approval, approvalIn, planIn } from '../../domain/approvals.ts'
import { optionalTextIn } from '../../domain/event-data.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { eventsWith, type Found } from '../../ledger/search.ts'
import { ENDED, type Form, PLANNED } from '../actions/plan-events.ts'
import { type EventPosition, eventsOf } from './events.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

/** Approvals and maintenance windows, also those that are over: they stay in the record. */

export type PlanItem = ReturnType<typeof planItem>

/** Newest first, at most `limit`. */
export async function plansOf(
  ports: QueryPorts,
  pipeline: Pipeline,
  form: Form,
  {
    now,
    ...walk
  }: { readonly now: Instant; readonly position: EventPosition | undefined; readonly limit: number },
) {
  const { found, next } = await eventsOf(ports, pipeline, { kind: PLANNED[form] }, walk)
  const ended = await endedSince(ports.ledger, pipeline.head, form, found.at(-1)?.sealed.entry.seq)
  return { items: found.map((one) => planItem(one, ended.get(planIn(one.event) ?? ''), now)), next }
}

/** The one of that id; undefined where the pipeline never had it. */
export async function planOf(
  { ledger }: QueryPorts,
  { head }: Pick<Pipeline, 'head'>,
  { form, id, now }: { readonly form: Form; readonly id: string; readonly now: Instant },
): Promise<PlanItem | undefined> {
  if (head === undefined) return undefined
  const range = { kinds: [PLANNED[form]], fromSeq: head.entry.seq, downTo: 1 }
  const [found] = await eventsWith(ledger, head.entry.ledger, range, (event) => planIn(event) === id)
  if (found === undefined) return undefined
  const ended = await endedSince(ledger, head, form, found.sealed.entry.seq)
  return planItem(found, ended.get(id), now)
}

/** By id, what was withdrawn in this entry or later. */
async function endedSince(ledger: Ledger, head: Sealed | undefined, form: Form, downTo: number | undefined) {
  if (head === undefined || downTo === undefined) return new Map<string, Found>()
  const range = { kinds: [ENDED[form]], fromSeq: head.entry.seq, downTo }
  const found = await eventsWith(ledger, head.entry.ledger, range, () => true)
  return new Map(found.map((one) => [planIn(one.event) ?? '', one]))
}

function planItem({ sealed: { entry }, event }: Found, ended: Found | undefined, now: Instant) {
  const { id, kinds, from, until, reason, actor } = approvalIn(event)
  return {
    id,
    state: ended === undefined ? stateAt({ from, until }, now) : ('withdrawn' as const),
    kinds,
    from,
    until,
    reason,
    actor,
    at: entry.at,
    seq: String(entry.seq),
    hash: entry.hash,
    withdrawn_at: ended?.sealed.entry.at ?? null,
    withdrawn_by: ended === undefined ? null : optionalTextIn(ended.event, 'actor'),
    withdrawn_reason: ended === undefined ? null : optionalTextIn(ended.event, 'reason'),
  }
}

function stateAt({ from, until }: Pick<Approval, 'from' | 'until'>, now: Instant) {
  if (now < from) return 'planned' as const
  return now < until ? ('active' as const) : ('expired' as const)
}
