import { factOf } from '../../domain/telling/words.ts'
import type { LedgerEvent } from './asking/answers.ts'
import { type Described, h, having } from './element.ts'
import { moment, severityBadge } from './parts.ts'

// An alert that is raised stands beside what raised it.
const DAILY: readonly string[] = [
  'checkpoint-recorded',
  'checkpoint-retired',
  'run-completed',
  'alert-raised',
]

/** What matters to somebody who looks for trouble: not the daily round of rotation. */
export function isNotable({ kind }: LedgerEvent): boolean {
  return !DAILY.includes(kind)
}

/** Which event of its ledger it is. */
export function eventKey({ seq, kind, uuid, data }: LedgerEvent): string {
  return JSON.stringify([seq, kind, uuid, data['alert'], data['hold']])
}

/** Events in words, in the order in which they are given; the same sentences as in mails. */
export function eventsList(events: readonly LedgerEvent[], ledger: string): Described {
  return h('ol', { class: 'events' }, ...events.map((event) => eventItem(event, ledger)))
}

function eventItem(event: LedgerEvent, ledger: string): Described {
  const proof = `Entry ${event.seq} of ${ledger}, SHA-256 ${event.hash}`
  return having(
    h(
      'li',
      {},
      h('span', { class: 'when' }, moment(event.at)),
      severityBadge(event.severity),
      h('span', { class: 'fact' }, factOf(event, ledger)),
      h('small', { class: 'proof', title: proof }, `entry ${event.seq}`),
    ),
    { key: eventKey(event) },
  )
}
