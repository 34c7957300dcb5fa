import type { EventData, LedgerEvent } from '../event.ts'
import { isMembers, optionalTextIn } from '../event-data.ts'
import { named, spaced } from './phrases.ts'

/** One sentence on a fact of stored copies; undefined for any other. */
export function factOfCopies(event: LedgerEvent, ledger: string): string | undefined {
  const copy =
    event.uuid === undefined
      ? `The store of ${ledger}`
      : `The copy of checkpoint ${named(event.uuid)} of ${ledger}`
  const said = (key: string): string => optionalTextIn(event, key) ?? '?'
  switch (event.kind) {
    case 'copy-synced':
      return said('durability') === 'complete'
        ? `${copy} is complete: all that it needs is in the store.`
        : `${copy} is in the store’s catalog.`
    case 'copy-verified':
      return `${copy} is verified: all that it needs is there and whole.`
    case 'copy-kept':
      return `${copy} is kept by us as well, locked until ${said('until')}.`
    case 'copy-retired':
      return `${copy} was retired by the store’s own retention.`
    case 'copy-incomplete':
      return `${copy} cannot be restored: ${namedIn(event)[0]?.object ?? 'an object'} is missing${others(event)}.`
    case 'copy-corrupt':
      return event.uuid === undefined
        ? `${copy} has a catalog that cannot be read: ${firstWords(event)}${others(event)}.`
        : `${copy} is damaged: ${firstWords(event)}${others(event)}.`
    case 'copy-changed':
      return `${copy} was written again: ${namedIn(event)[0]?.object ?? 'an object'}${others(event)}.`
    case 'copy-missing':
      return `${copy} is in the store’s catalog no more, and retention does not explain it.`
    case 'copy-mended':
      return mendedWords(event, copy, ledger)
    case 'copy-late':
      return `${copy} has no copy that is young enough: ${newestWords(event)} (allowed: ${said('stale_after')}).`
    case 'owner-changed':
      return `${copy} belongs to another pipeline: owner.json names ${said('to')}, and not ${said('from')}.`
    case 'store-unobservable':
      return `${copy} could not be read since ${said('since')}: ${said('why')}. Nothing is known of its copies since then.`
    case 'store-observable':
      return `${copy} can be read again; it could not since ${said('since')}, for ${said('unobserved_seconds')} s.`
    case 'store-moved':
      return `Checkpoints of ${ledger} are looked for in ${said('to')} from now on, and no more in ${said('from')}.`
    case 'stores-checked':
      return `Stores were checked: ${said('checked')} read, ${said('unanswered')} without an answer, ${said('deferred')} left for the next run.`
    default:
      return undefined
  }
}

/** What to do about it, in words. */
export function adviceOnCopies({ kind }: Pick<LedgerEvent, 'kind'>): string {
  switch (kind) {
    case 'copy-incomplete':
      return 'Look at the bucket’s lifecycle rules and at who may delete there: checkpoints share their batches, so a rule that expires old objects destroys new checkpoints. Do not restore from this copy.'
    case 'copy-corrupt':
      return 'Do not restore from this copy. Sync a new checkpoint, and find out who writes to this place besides Feldera.'
    case 'copy-changed':
      return 'Feldera writes each object once: find out who wrote it again before you restore from this copy.'
    case 'copy-missing':
      return 'Find out who removed it, and compare retentionMinCount and retentionMinAge with what Feldera is told.'
    case 'copy-late':
      return 'Look at the pipeline’s log for failed pushes: should its disk be lost now, all since the newest copy is lost with it.'
    case 'owner-changed':
      return 'Two pipelines must not sync to one place: stop one of them, and do not restore from here until it is known whose copies these are.'
    case 'store-unobservable':
      return 'Check location, region and permissions (listing and reading suffice); losses in this time would go unseen.'
    default:
      return ''
  }
}

function mendedWords(event: LedgerEvent, copy: string, ledger: string): string {
  const of = optionalTextIn(event, 'of') ?? '?'
  switch (of) {
    case 'copy-late':
      return `The store of ${ledger} has a copy that is young enough again.`
    case 'owner-changed':
      return `The store of ${ledger} names ${optionalTextIn(event, 'owner') ?? 'its own pipeline'} as its owner again.`
    case 'copy-missing':
      return `${copy} is in the store’s catalog again.`
    default:
      return `${copy} is right again; it was recorded as ${spaced(of)}.`
  }
}

function newestWords(event: LedgerEvent): string {
  const [newest, age] = [optionalTextIn(event, 'newest'), optionalTextIn(event, 'age_seconds') ?? '?']
  return newest === null
    ? `there was none since it was first looked at, ${age} s ago`
    : `the newest is ${newest}, ${age} s old`
}

function namedIn({ data }: LedgerEvent): readonly { readonly object: string; readonly what: string }[] {
  const { objects } = data
  if (!Array.isArray(objects)) return []
  return objects.flatMap((one: EventData) => {
    if (!isMembers(one)) return []
    const { object, what } = one
    return typeof object === 'string' && typeof what === 'string' ? [{ object, what }] : []
  })
}

function firstWords(event: LedgerEvent): string {
  const first = namedIn(event)[0]
  return first === undefined ? 'an object' : `${first.object}: ${first.what}`
}

function others(event: LedgerEvent): string {
  const count = Number(optionalTextIn(event, 'count') ?? '1')
  return count > 1 ? `, and ${count - 1} more` : ''
}
