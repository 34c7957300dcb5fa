import type { LedgerEvent } from './asking/answers.ts'
import { type Child, type Described, h } from './element.ts'
import { copied } from './parts.ts'

/** Where the raw answer stands that an event rests on, and the entry that it is part of. */
export function proofOf(event: LedgerEvent, say: (words: string) => void): Described {
  const { seq, hash, prev } = event
  return h(
    'dl',
    { class: 'proofs' },
    pair('Entry', `number ${seq}`),
    pair('SHA-256 of the entry', copied(hash, `hash of entry ${seq}`, say)),
    pair('Entry before it', copied(prev, `hash of the entry before ${seq}`, say)),
    ...placeOf(event, say),
    ...event.evidence.map((name, i) =>
      pair(i === 0 ? 'Evidence' : '', copied(`evidence/${name}`, `name of evidence ${i + 1}`, say)),
    ),
  )
}

/** The line of the evidence in which this event's own answer stands. */
function placeOf({ data }: LedgerEvent, say: (words: string) => void): readonly Child[] {
  const place = data['evidence']
  if (typeof place !== 'object' || place === null || !('line' in place)) return []
  const { line, sha256 } = place
  return [
    typeof line === 'string' ? pair('Line of the evidence', line) : null,
    typeof sha256 === 'string'
      ? pair('SHA-256 of the answer', copied(sha256, 'hash of the answer', say))
      : null,
  ]
}

function pair(name: string, value: Child): Described {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value))
}
