import type { Entry } from '../entry.ts'
import type { EventKind, LedgerEvent } from '../event.ts'
import { optionalTextIn } from '../event-data.ts'
import type { Instant } from '../instant.ts'

/** What people said and did besides alerts and holds, and what was not alarmed because of it. Kinds are told by their names. */

export interface Drill {
  readonly id: string | null
  readonly uuid: string | null
  readonly outcome: string | null
  readonly performed_at: string | null
  /** Decimal text, as the entry has it. */
  readonly minutes: string | null
  readonly note: string | null
  readonly actor: string
  readonly recorded_at: Instant
}

/** An expected change, or a maintenance window. */
export interface Plan {
  readonly id: string | null
  readonly kinds: readonly string[]
  readonly from: string | null
  readonly until: string | null
  readonly reason: string | null
  readonly actor: string
  readonly recorded_at: Instant
  readonly ended_at: Instant | null
}

/** Recorded as ever, and nobody was alarmed: somebody had approved it. */
export interface Exception {
  readonly at: Instant
  readonly kind: EventKind
  readonly uuid: string | null
  readonly approval: string
  readonly reason: string | null
}

export interface Said {
  readonly drills: readonly Drill[]
  readonly approvals: readonly Plan[]
  readonly maintenance: readonly Plan[]
  readonly exceptions: readonly Exception[]
}

const PLANS: {
  readonly [kind: string]: { readonly list: 'approvals' | 'maintenance'; readonly id: string }
} = {
  'change-approved': { list: 'approvals', id: 'approval' },
  'maintenance-planned': { list: 'maintenance', id: 'maintenance' },
}
const ENDS: { readonly [kind: string]: string } = {
  'approval-withdrawn': 'approval',
  'maintenance-cancelled': 'maintenance',
}

/** The kinds by which something is approved. */
export function isPlan(kind: string): boolean {
  return Object.hasOwn(PLANS, kind)
}

/** `reasons`: by their ids, of what was approved before the period. */
export function saidByPeople(reasons: ReadonlyMap<string, string | null>): {
  readonly add: (entry: Entry) => void
  readonly all: () => Said
} {
  const [drills, exceptions]: [Drill[], Exception[]] = [[], []]
  const plans: { readonly list: 'approvals' | 'maintenance'; plan: Plan }[] = []
  const known = new Map(reasons)
  const add = (entry: Entry, event: LedgerEvent): void => {
    const { at } = entry
    const kind: string = event.kind
    if (kind === 'drill-recorded') drills.push(drillIn(event, entry))
    const form = PLANS[kind]
    if (form !== undefined) {
      const plan = planIn(event, entry, form.id)
      plans.push({ list: form.list, plan })
      if (plan.id !== null) known.set(plan.id, plan.reason)
    }
    const ended = ENDS[kind]
    if (ended !== undefined) {
      const id = optionalTextIn(event, ended)
      for (const one of plans) if (one.plan.id === id) one.plan = { ...one.plan, ended_at: at }
    }
    const approval = optionalTextIn(event, 'approved')
    if (approval !== null)
      exceptions.push({
        at,
        kind: event.kind,
        uuid: event.uuid ?? null,
        approval,
        reason: known.get(approval) ?? null,
      })
  }
  return {
    add: (entry) => {
      for (const event of entry.events) add(entry, event)
    },
    all: () => {
      const of = (list: 'approvals' | 'maintenance') =>
        plans.flatMap((one) => (one.list === list ? [one.plan] : []))
      return { drills, exceptions, approvals: of('approvals'), maintenance: of('maintenance') }
    },
  }
}

function drillIn(event: LedgerEvent, { at, by }: Entry): Drill {
  const said = (key: string) => optionalTextIn(event, key)
  return {
    id: said('drill'),
    uuid: event.uuid ?? null,
    outcome: said('outcome'),
    performed_at: said('performed_at'),
    minutes: said('minutes'),
    note: said('note'),
    actor: said('actor') ?? by,
    recorded_at: at,
  }
}

function planIn(event: LedgerEvent, { at, by }: Pick<Entry, 'at' | 'by'>, id: string): Plan {
  const { kinds } = event.data
  return {
    id: optionalTextIn(event, id),
    kinds: Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : [],
    from: optionalTextIn(event, 'from'),
    until: optionalTextIn(event, 'until'),
    reason: optionalTextIn(event, 'reason'),
    actor: optionalTextIn(event, 'actor') ?? by,
    recorded_at: at,
    ended_at: null,
  }
}

/** By its id, the reason of what `change-approved` or `maintenance-planned` approves. */
export function reasonIn(event: LedgerEvent): readonly [string, string | null] | undefined {
  const form = PLANS[event.kind]
  const id = form === undefined ? null : optionalTextIn(event, form.id)
  return id === null ? undefined : [id, optionalTextIn(event, 'reason')]
}
