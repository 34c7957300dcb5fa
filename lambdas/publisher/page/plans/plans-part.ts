import type { Plan } from '../asking/answers.ts'
import type { Context } from '../context.ts'
import { type Child, h, having } from '../element.ts'
import type { ActionForm } from '../forms/action-form.ts'
import { disclosure, moment, section } from '../parts.ts'
import type { Named } from '../pipeline/pipeline-data.ts'
import { grouped } from '../words.ts'
import { endForm, isLasting, type PlanOf, planCard } from './plan-card.ts'
import { approvalForm, maintenanceForm } from './plan-forms.ts'
import { type Form, PLAN_WORDS, stateAt } from './plan-words.ts'
import type { Planned } from './planned-data.ts'

/** What is expected to happen and wakes nobody: who said so, and how one says so. */
export function plansPart(context: Context, named: Named): (planned: Planned, nowMs: number) => Child {
  const planning = maintenanceForm(context, named)
  const approving = approvalForm(context, named)
  const ends = new Map<string, ActionForm>()
  const endOf = ({ form, plan: { id } }: PlanOf): ActionForm => {
    const known = ends.get(id) ?? endForm(context, named, form, id)
    ends.set(id, known)
    return known
  }
  return (planned, nowMs) => {
    const all = plansIn(planned, nowMs)
    const mayAct = context.mayAct()
    if (all.length === 0 && !mayAct) return null
    const [lasting, over] = [all.filter(isLasting), all.filter((one) => !isLasting(one))]
    return section(
      'plans',
      'Maintenance and expected changes',
      h(
        'p',
        { class: 'quiet' },
        'What is expected is recorded all the same, and wakes nobody. A loss still raises an alert, unless it was approved by its name.',
      ),
      ...lasting.map((one) => planCard(one, mayAct ? endOf(one) : undefined)),
      over.length === 0
        ? null
        : disclosure('over', `Over or taken back: ${grouped(over.length)}`, [
            planned.isCut ? h('p', { class: 'quiet' }, 'Only the newest are shown.') : null,
            ...over.map((one) => planCard(one, undefined)),
          ]),
      ...(mayAct
        ? [
            disclosure('plan', 'Plan maintenance', [planning.draw()]),
            disclosure('approve', 'Approve an expected change', [approving.draw()]),
          ]
        : []),
    )
  }
}

/** What holds right now, in a line each, where one looks first. */
export function plansNow(planned: Planned, nowMs: number): readonly Child[] {
  return plansIn(planned, nowMs)
    .filter(({ state }) => state === 'active')
    .map(({ form, plan: { id, until, reason } }) =>
      having(
        h(
          'p',
          { class: 'notice info' },
          h('strong', {}, PLAN_WORDS[form].active),
          ' until ',
          moment(until),
          `: ${reason}`,
        ),
        { key: id },
      ),
    )
}

function plansIn({ approvals, maintenance }: Planned, nowMs: number): readonly PlanOf[] {
  const of = (form: Form, plans: readonly Plan[]): readonly PlanOf[] =>
    plans.map((plan) => ({ form, plan, state: stateAt(plan, nowMs) }))
  return [...of('maintenance', maintenance), ...of('approval', approvals)].toSorted((a, b) =>
    a.plan.from < b.plan.from ? 1 : -1,
  )
}
