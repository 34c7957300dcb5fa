import { bornAt, type Uuid } from '../checkpoint.ts'
import type { LedgerEvent } from '../event.ts'
import { isMembers, optionalTextIn } from '../event-data.ts'

/** Parts of sentences (words.ts): each says one thing of an event that has several forms. */

/** Learnt from no answer of now: when it was there, and not only that it was. */
export function pastWords(event: LedgerEvent): string {
  const from = sourceIn(event)
  return from === undefined
    ? ''
    : `, learnt from ${from} (there at ${optionalTextIn(event, 'first_seen_at') ?? '?'})`
}

function sourceIn({ data }: LedgerEvent): string | undefined {
  if (data['via'] === 'events') return 'the pipeline’s feed of events'
  return data['via'] === 'aside' ? 'a list beside the answers of the run' : undefined
}

export function retiredWords(event: LedgerEvent, which: string): string {
  const cause = optionalTextIn(event, 'cause')
  if (cause === 'standby') return `${which} was replaced on the standby by what it pulled.`
  if (cause === 'pulled') return `${which} was replaced at a start by what was pulled from elsewhere.`
  return `${which} was retired by rotation: ${optionalTextIn(event, 'newer_listed') ?? '?'} newer ones are listed.`
}

export function causeWords(event: LedgerEvent): string {
  const cause = optionalTextIn(event, 'cause')
  return cause === null ? '' : ` (the ${spaced(cause)} changed)`
}

export function countWords(count: string): string {
  if (count === '0') return 'no listed checkpoint ended'
  return count === '1' ? '1 listed checkpoint ended' : `${count} listed checkpoints ended`
}

export function formatWords(format: string): string {
  if (format === 'exact') return 'with the digits that the recorded ones had lost'
  return format === 'masked-53' ? 'only their lowest 53 bits' : 'rounded to a double'
}

/** Why an alert ended of which nothing was observed that says so. */
export function endWords(event: LedgerEvent): string {
  const [actor, note] = [optionalTextIn(event, 'actor') ?? '?', optionalTextIn(event, 'note')]
  const words = note === null ? '' : `: ${note}`
  switch (optionalTextIn(event, 'by')) {
    case 'resolved-by-hand':
      return ` by ${actor}${words}`
    case 'acknowledged':
      return `, since ${actor} has seen it and nothing else would end it${words}`
    case 'unwatched':
      return ': it is watched no longer'
    case 'too-many':
      return ': it made room, since too many are open'
    default:
      return ''
  }
}

export function holdWords(event: LedgerEvent): string {
  const { holds } = event.data
  const first = Array.isArray(holds) ? holds[0] : undefined
  const reason = isMembers(first) && typeof first['reason'] === 'string' ? first['reason'] : 'no reason given'
  return Array.isArray(holds) && holds.length > 1 ? `${reason}, and ${holds.length - 1} more` : reason
}

export function named(uuid: Uuid): string {
  const born = bornAt(uuid)
  return born === undefined ? uuid : `${uuid} (begun ${born})`
}

export function differences(event: LedgerEvent): string {
  return ['size', 'steps', 'processed_records', 'identifier']
    .filter((field) => part(event, 'from', field) !== part(event, 'to', field))
    .map((field) => `${field} from ${part(event, 'from', field)} to ${part(event, 'to', field)}`)
    .join(', ')
}

export function part(event: LedgerEvent, side: 'from' | 'to', field: string): string {
  const members = event.data[side]
  const value = isMembers(members) ? members[field] : undefined
  return typeof value === 'string' ? value : 'none'
}

export function answersWords(event: LedgerEvent): string {
  const answers = optionalTextIn(event, 'answers') ?? '1'
  return answers === '1' ? 'one complete answer' : `${answers} complete answers`
}

export function keptWords(keepLast: string): string {
  return keepLast === 'all' ? 'every checkpoint is kept' : `the newest ${keepLast} are kept`
}

export function newerWords(count: string): string {
  if (count === '0') return 'no newer one'
  return count === '1' ? 'only 1 newer one' : `${count} newer ones`
}

/** Nobody was told when it began. */
export function outlastedWords(event: LedgerEvent): string {
  return optionalTextIn(event, 'outlasted') === null
    ? ''
    : '; this was approved while it was planned for, and it has outlasted that'
}

export function spaced(kind: string): string {
  return kind.replaceAll('-', ' ')
}
