import { planIn } from '../../domain/approvals.ts'
import { instant } from '../../domain/instant.ts'
import { DEFAULT_POLICY } from '../../domain/policy.ts'
import { NOTHING_YET } from '../../domain/state.ts'
import { eventsWith } from '../../ledger/search.ts'
import { type Failure, failure, isFailure } from '../failure.ts'
import { type PlanItem, planOf } from '../queries/plans.ts'
import type { Pipeline } from '../queries/which-pipeline.ts'
import { ENDED, type Form, type Planning, planning, withdrawing } from './plan-events.ts'
import type { ActionPorts } from './ports.ts'
import { recordAction } from './record-action.ts'

/** Approves changes in advance, or plans maintenance, and gives the plan as it is then. */
export async function plan(
  ports: ActionPorts,
  pipeline: Pipeline,
  planned: Planning,
): Promise<PlanItem | Failure> {
  const { form, actor } = planned
  const { ledger: name, row } = pipeline
  const policy = row?.policy ?? DEFAULT_POLICY
  let id = ''
  const recorded = await recordAction(ports, { name, actor }, async (head) => {
    const range = { kinds: [ENDED[form]], fromSeq: head?.entry.seq ?? 0, downTo: 1 }
    const isWithdrawn = async (which: string): Promise<boolean> =>
      (await eventsWith(ports.ledger, name, range, (event) => planIn(event) === which)).length > 0
    const now = instant(ports.clock.now())
    const decided = await planning(head?.state ?? NOTHING_YET, planned, { now, policy, isWithdrawn })
    if (isFailure(decided)) return decided
    id = decided.id
    return decided.events
  })
  if (isFailure(recorded)) return recorded
  return planAs(ports, name, recorded, form, id)
}

/** Withdraws what was planned, and gives the plan as it is then. What lasts no more stays as it is. */
export async function withdraw(
  ports: ActionPorts,
  { ledger: name, row, head: known }: Pipeline,
  said: { readonly form: Form; readonly id: string; readonly actor: string; readonly reason: string | null },
): Promise<PlanItem | Failure> {
  const { form, id, actor } = said
  const before = await planOf(ports, { head: known }, { form, id, now: instant(ports.clock.now()) })
  if (before === undefined) return unknownPlan(form, name, id)
  const policy = row?.policy ?? DEFAULT_POLICY
  const recorded = await recordAction(ports, { name, actor }, async (head) =>
    withdrawing(head?.state ?? NOTHING_YET, said, { now: instant(ports.clock.now()), policy }),
  )
  if (isFailure(recorded)) return recorded
  return planAs(ports, name, recorded, form, id)
}

async function planAs(
  ports: ActionPorts,
  name: string,
  { head }: Pick<Pipeline, 'head'>,
  form: Form,
  id: string,
): Promise<PlanItem | Failure> {
  const item = await planOf(ports, { head }, { form, id, now: instant(ports.clock.now()) })
  return item ?? unknownPlan(form, name, id)
}

function unknownPlan(form: Form, pipeline: string, id: string): Failure {
  return form === 'approval'
    ? failure('UnknownApproval', `Unknown approval '${id}'`, { pipeline, id })
    : failure('UnknownMaintenance', `Unknown maintenance '${id}'`, { pipeline, id })
}
