import type { Entry } from '../entry.ts'
import type { EventKind, LedgerEvent } from '../event.ts'
import { instantIn, optionalTextIn } from '../event-data.ts'
import type { Instant } from '../instant.ts'
import type { State } from '../state.ts'
import type { Interval } from './intervals.ts'
import { earlierOf } from './period.ts'

export interface Outages {
  readonly add: (entry: Entry) => void
  /** Since when it could not be seen at the end; null where it could. */
  readonly open: () => Instant | null
  /** `until`: how far anybody looked. */
  readonly all: (until: Instant) => readonly Interval[]
}

// What a source says of a pipeline that is gone or another one ends the outage as seeing it does.
const ENDS: readonly EventKind[] = [
  'pipeline-observable',
  'pipeline-removed',
  'pipeline-recreated',
  'pipeline-renamed',
]

/** The times in which a pipeline could not be seen for longer than its policy allows (`pipeline-unobservable`). */
export function outagesAfter(before: Pick<State, 'unobservable'>): Outages {
  const ended: Interval[] = []
  let open: Instant | null = before.unobservable?.since ?? null
  const end = (until: Instant): void => {
    if (open !== null) ended.push({ since: open, until })
    open = null
  }
  return {
    add: ({ at, events }) => {
      for (const event of events) {
        if (event.kind === 'pipeline-unobservable') open = earlierOf(open ?? at, instantIn(event, 'since'))
        else if (ENDS.includes(event.kind) || isGivenUp(event)) end(at)
      }
    },
    open: () => open,
    all: (until) => (open === null ? ended : [...ended, { since: open, until }]),
  }
}

/** Nobody watches it any more. */
function isGivenUp(event: LedgerEvent): boolean {
  return (
    event.kind === 'alert-resolved' &&
    optionalTextIn(event, 'by') === 'unwatched' &&
    optionalTextIn(event, 'kind') === 'pipeline-unobservable'
  )
}
