import type { Uuid } from './checkpoint.ts'
import type { Content } from './entry.ts'
import { endedAs, isEnding, type LedgerEvent } from './event.ts'
import { optionalTextIn, textIn } from './event-data.ts'
import type { Instant } from './instant.ts'
import { type Policy, severityOf } from './policy.ts'

/** Somebody's word that a checkpoint must stay. Feldera knows nothing of it: that it is kept is only watched. */
export interface Hold {
  /** 32 hex digits. */
  readonly id: string
  readonly uuid: Uuid
  readonly reason: string | null
  readonly actor: string
  readonly at: Instant
}

/** The hold that `hold-placed` speaks of. */
export function holdIn(event: LedgerEvent, { at }: Pick<Content, 'at'>): Hold {
  if (event.uuid === undefined) throw new Error(`${event.kind} without its checkpoint`)
  return {
    id: textIn(event, 'hold'),
    uuid: event.uuid,
    reason: optionalTextIn(event, 'reason'),
    actor: textIn(event, 'actor'),
    at,
  }
}

/** The events, and behind each ending of a held checkpoint that its holds are broken: for whatever reason it ended. */
export function withBrokenHolds(
  events: readonly LedgerEvent[],
  holds: readonly Hold[],
  policy: Policy,
): readonly LedgerEvent[] {
  if (holds.length === 0) return events
  return events.flatMap((event) => {
    const broken = holds.filter(({ uuid }) => uuid === event.uuid)
    return isEnding(event.kind) && broken.length > 0 ? [event, brokenBy(event, broken, policy)] : [event]
  })
}

function brokenBy(ending: LedgerEvent, holds: readonly Hold[], policy: Policy): LedgerEvent {
  const kind = 'hold-broken'
  const { evidence } = ending.data
  const data = {
    holds: holds.map(({ id, reason, actor, at }) => ({ hold: id, reason, actor, at })),
    ended: endedAs(ending),
    ...(evidence === undefined ? {} : { evidence }),
  }
  return {
    kind,
    severity: severityOf(policy, kind),
    ...(ending.uuid === undefined ? {} : { uuid: ending.uuid }),
    data,
  }
}
