import type { Plan } from '../asking/answers.ts'
import { pipelinePath } from '../asking/api.ts'
import type { Context } from '../context.ts'
import { type Described, h, having } from '../element.ts'
import { type ActionForm, actionForm } from '../forms/action-form.ts'
import { badge, disclosure, moment } from '../parts.ts'
import type { Named } from '../pipeline/pipeline-data.ts'
import { titled } from '../words.ts'
import { type Form, PLAN_WORDS } from './plan-words.ts'

export interface PlanOf {
  readonly form: Form
  readonly plan: Plan
  readonly state: Plan['state']
}

export function isLasting({ state }: PlanOf): boolean {
  return state === 'active' || state === 'planned'
}

/** A plan, who made it and why; and, where it lasts, how it is taken back. */
export function planCard({ form, plan, state }: PlanOf, end: ActionForm | undefined): Described {
  const { id, kinds, from, until, reason, actor, withdrawn_by, withdrawn_reason } = plan
  const sign = badge(
    isLasting({ form, plan, state }) ? 'info' : 'quiet',
    'acknowledged',
    PLAN_WORDS[form][state],
  )
  const taken =
    withdrawn_by === null
      ? null
      : h(
          'p',
          { class: 'quiet' },
          `Taken back by ${withdrawn_by}${withdrawn_reason === null ? '' : `: ${withdrawn_reason}`}`,
        )
  return having(
    h(
      'div',
      { class: 'card hold' },
      h(
        'div',
        { class: 'with-icon' },
        sign,
        h('b', {}, actor),
        h('span', {}, moment(from), ' until ', moment(until)),
      ),
      h('p', {}, h('q', {}, reason)),
      form === 'maintenance'
        ? null
        : h('p', { class: 'quiet' }, `Expected: ${kinds.map(titled).join(', ')}.`),
      taken,
      end === undefined ? null : disclosure('end', END[form].summary, [end.draw()]),
    ),
    { key: id },
  )
}

const END = {
  approval: {
    summary: 'Withdraw',
    verb: 'Withdraw this approval',
    done: 'The approval is withdrawn',
    path: 'approvals',
  },
  maintenance: {
    summary: 'Cancel',
    verb: 'Cancel this maintenance',
    done: 'The maintenance is cancelled',
    path: 'maintenance',
  },
} as const

export function endForm(context: Context, named: Named, form: Form, id: string): ActionForm {
  const { path, verb, done } = END[form]
  return actionForm(context, {
    id: `end-${id}`,
    label: 'Reason',
    isRequired: false,
    verb,
    done,
    act: (reason) =>
      context.api.json(pipelinePath(named, `${path}/${encodeURIComponent(id)}`), {
        method: 'DELETE',
        body: reason === '' ? {} : { reason },
      }),
  })
}
