import type { Entry } from '../entry.ts'
import type { EventKind, Severity } from '../event.ts'
import { kindIn, optionalTextIn, severityIn, textIn } from '../event-data.ts'
import { type Instant, unixMs } from '../instant.ts'
import { wholeSeconds } from './period.ts'

/** An alert that was raised in the period, and what had become of it by its end. */
export interface AlertLife {
  readonly id: string
  readonly kind: EventKind
  readonly severity: Severity
  readonly uuid: string | null
  readonly raised_at: Instant
  readonly acknowledged_at: Instant | null
  readonly resolved_at: Instant | null
  /** What resolved it: the kind of an event, `acknowledged`, `resolved-by-hand`, `unwatched`, `too-many`. */
  readonly resolved_by: string | null
  readonly actor: string | null
  readonly note: string | null
}

export interface AlertLives {
  readonly add: (entry: Entry) => void
  /** In the order in which they were raised. */
  readonly all: () => readonly AlertLife[]
}

export function alertLives(): AlertLives {
  const lives = new Map<string, AlertLife>()
  const change = (id: string, part: Partial<AlertLife>): void => {
    const known = lives.get(id)
    if (known !== undefined) lives.set(id, { ...known, ...part })
  }
  return {
    add: ({ at, events }) => {
      for (const event of events) {
        if (event.kind === 'alert-raised') {
          const id = textIn(event, 'alert')
          lives.set(id, {
            id,
            kind: kindIn(event),
            severity: severityIn(event),
            uuid: event.uuid ?? null,
            raised_at: at,
            acknowledged_at: null,
            resolved_at: null,
            resolved_by: null,
            actor: null,
            note: null,
          })
        } else if (event.kind === 'alert-acknowledged' || event.kind === 'alert-resolved') {
          const actor = optionalTextIn(event, 'actor')
          const said = actor === null ? {} : { actor, note: optionalTextIn(event, 'note') }
          const when =
            event.kind === 'alert-acknowledged'
              ? { acknowledged_at: at }
              : { resolved_at: at, resolved_by: optionalTextIn(event, 'by') }
          change(textIn(event, 'alert'), { ...said, ...when })
        }
      }
    },
    all: () => [...lives.values()],
  }
}

/** How long it took, over those to which it happened: whole seconds; the median of an even number is the lower of the middle two. */
export function timesTo(
  done: 'acknowledged_at' | 'resolved_at',
  lives: readonly AlertLife[],
): { readonly median: number | null; readonly max: number | null } {
  const seconds = lives
    .flatMap((life) =>
      life[done] === null ? [] : [wholeSeconds(unixMs(life[done]) - unixMs(life.raised_at))],
    )
    .toSorted((a, b) => a - b)
  return { median: seconds[(seconds.length - 1) >> 1] ?? null, max: seconds.at(-1) ?? null }
}
