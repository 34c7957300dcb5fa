import type { Plan } from '../asking/answers.ts'
import type { Span } from '../pipeline/timeline.ts'
import type { Planned } from './planned-data.ts'

export type Form = 'approval' | 'maintenance'

/** How plans of each form are said. */
export const PLAN_WORDS = {
  approval: {
    active: 'Change approved',
    planned: 'Approved for later',
    expired: 'Approval over',
    withdrawn: 'Approval withdrawn',
  },
  maintenance: {
    active: 'Maintenance now',
    planned: 'Maintenance planned',
    expired: 'Maintenance over',
    withdrawn: 'Maintenance cancelled',
  },
} as const satisfies { readonly [form in Form]: { readonly [state in Plan['state']]: string } }

/** The state at this moment: an answer is asked for again only when something is recorded, and time goes on without that. */
export function stateAt({ state, from, until }: Plan, nowMs: number): Plan['state'] {
  if (state === 'withdrawn') return state
  if (nowMs < Date.parse(from)) return 'planned'
  return nowMs < Date.parse(until) ? 'active' : 'expired'
}

/** When they held, or will, until they were taken back. */
export function planSpans({ approvals, maintenance }: Planned): readonly Span[] {
  return [
    ...maintenance.flatMap((plan) => spanOf('maintenance', plan)),
    ...approvals.flatMap((plan) => spanOf('approved', plan)),
  ]
}

function spanOf(kind: Span['kind'], { from, until, withdrawn_at, reason, actor }: Plan): readonly Span[] {
  const fromMs = Date.parse(from)
  const toMs = Math.min(Date.parse(until), Date.parse(withdrawn_at ?? until))
  return toMs <= fromMs ? [] : [{ kind, fromMs, toMs, words: `${reason} (${actor})` }]
}
