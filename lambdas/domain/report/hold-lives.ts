import type { Entry } from '../entry.ts'
import { isMembers, textIn } from '../event-data.ts'
import { holdIn } from '../holds.ts'
import type { Instant } from '../instant.ts'
import type { State } from '../state.ts'

/** A hold that lasted at some time of the period. */
export interface HoldLife {
  readonly id: string
  readonly uuid: string
  readonly reason: string | null
  readonly actor: string
  readonly placed_at: Instant
  readonly released_at: Instant | null
  readonly broken_at: Instant | null
}

export interface HoldLives {
  readonly add: (entry: Entry) => void
  /** In the order in which they were placed. */
  readonly all: () => readonly HoldLife[]
}

export function holdLives(before: Pick<State, 'holds'>): HoldLives {
  const lives = new Map<string, HoldLife>()
  const place = ({ id, uuid, reason, actor, at }: State['holds'][number]): void => {
    lives.set(id, { id, uuid, reason, actor, placed_at: at, released_at: null, broken_at: null })
  }
  const end = (id: string, part: Partial<HoldLife>): void => {
    const known = lives.get(id)
    if (known !== undefined) lives.set(id, { ...known, ...part })
  }
  for (const hold of before.holds) place(hold)
  return {
    add: (entry) => {
      const { at } = entry
      for (const event of entry.events) {
        if (event.kind === 'hold-placed') place(holdIn(event, entry))
        else if (event.kind === 'hold-released') end(textIn(event, 'hold'), { released_at: at })
        else if (event.kind === 'hold-broken') {
          const { holds } = event.data
          for (const one of Array.isArray(holds) ? holds : []) {
            const id = isMembers(one) ? one['hold'] : undefined
            if (typeof id === 'string') end(id, { broken_at: at })
          }
        }
      }
    },
    all: () => [...lives.values()],
  }
}
