import { bornAt, type Uuid } from './checkpoint.ts'
import type { EventData, LedgerEvent } from './event.ts'
import { isMembers, optionalTextIn } from './event-data.ts'

/** All words that people read about events stand here; nothing here decides anything. */

type State = 'firing' | 'reminder' | 'resolved' | 'notice'

/** A few words for a subject line: `checkpoint missing`. */
export function headlineOf(kind: LedgerEvent['kind']): string {
  return kind.replaceAll('-', ' ')
}

export function titleOf(state: State, cause: LedgerEvent, ledger: string): string {
  const what = headlineOf(cause.kind)
  return state === 'reminder' ? `${ledger}: ${what} (reminder)` : `${ledger}: ${what}`
}

/** What happened, in words, and what to do. */
export function summaryOf(state: State, cause: LedgerEvent, ledger: string): string {
  const advice = state === 'firing' || state === 'reminder' ? adviceOf(cause) : ''
  return advice === '' ? factOf(cause, ledger) : `${factOf(cause, ledger)} ${advice}`
}

/** One sentence on one event. */
export function factOf(event: LedgerEvent, ledger: string): string {
  const which = event.uuid === undefined ? ledger : `Checkpoint ${named(event.uuid)} of ${ledger}`
  const said = (key: string): string => optionalTextIn(event, key) ?? '?'
  switch (event.kind) {
    case 'checkpoint-recorded':
      return `${which} was recorded with fingerprint ${said('fingerprint')}${event.data['baseline'] === true ? ' at first sight' : ''}${pastWords(event)}.`
    case 'checkpoint-retired':
      return retiredWords(event, which)
    case 'checkpoint-cleared':
      return `${which} ended with its storage or pipeline (${headlineOfText(said('cause'))}).`
    case 'storage-cleared':
      return `The storage of ${ledger} was cleared (${said('storage_status')}): ${countWords(said('cleared'))} with it.`
    case 'pipeline-removed':
      return `${ledger} was removed at its source: ${countWords(said('cleared'))} with it.`
    case 'pipeline-recreated':
      return `${ledger} is another pipeline of the same name now (id ${said('to')}, before ${said('from')}): ${countWords(said('cleared'))} with the old one.`
    case 'pipeline-renamed':
      return `${ledger} was renamed to ${said('to')} at its source: its record goes on under that name.`
    case 'coverage-gap':
      return `Between ${said('from')} and ${said('to')} checkpoints of ${ledger} may have come and gone unseen (${said('seconds')} s).`
    case 'fingerprint-format-changed':
      return `${said('count')} pipelines of ${said('source')} show fingerprints that differ from the recorded ones only in how they are written (${formatWords(said('format'))}).`
    case 'hold-placed':
      return `${which} is held by ${said('actor')}: ${said('reason')}.`
    case 'hold-released':
      return `A hold on ${which} was released by ${said('actor')}.`
    case 'hold-broken':
      return `${which} was to be kept (${holdWords(event)}) and is gone: ${said('ended')}.`
    case 'checkpoint-missing':
      return `${which} is no longer listed, with ${newerWords(said('newer_listed'))} (promised: ${keptWords(said('keep_last'))}), confirmed by ${answersWords(event)}.`
    case 'checkpoint-reappeared':
      return `${which}, recorded as ${said('was')} at ${said('ended_at')}, is listed again.`
    case 'fingerprint-changed':
      return `${which} changed its fingerprint from ${part(event, 'from', 'fingerprint')} to ${part(event, 'to', 'fingerprint')}. A checkpoint is never rewritten in normal operation.`
    case 'metadata-changed':
      return `${which} changed: ${differences(event)}.`
    case 'lineage-changed':
      return `${which} has fingerprint ${part(event, 'to', 'fingerprint')}; the one before it, ${part(event, 'from', 'uuid')}, has ${part(event, 'from', 'fingerprint')}${causeWords(event)}.`
    case 'progress-regressed':
      return `${which} counts fewer than the one before it, ${part(event, 'from', 'uuid')}: ${part(event, 'to', 'steps')} steps after ${part(event, 'from', 'steps')}, ${part(event, 'to', 'processed_records')} records after ${part(event, 'from', 'processed_records')}.`
    case 'size-dropped':
      return `${which} has ${said('size')} bytes, less than ${said('size_drop')} of the median of those before it.`
    case 'checkpoints-stale':
      return `${which} runs without a new checkpoint: the newest is ${said('age_seconds')} s old (allowed: ${said('stale_after')}).`
    case 'checkpoints-fresh':
      return `${which} has a checkpoint that is young enough again; it had none since ${said('since')}.`
    case 'pipeline-unobservable':
      return `${which} could not be seen since ${said('since')}: ${said('detail')}. Nothing is known of its checkpoints since then.`
    case 'pipeline-observable':
      return `${which} is seen again; it could not be seen since ${said('since')}, for ${said('unobserved_seconds')} s (${said('reason')}).`
    case 'alert-raised':
      return `Alert ${said('alert')} fires: ${headlineOfText(said('kind'))}.`
    case 'alert-acknowledged':
      return `Alert ${said('alert')} was acknowledged by ${said('actor')}.`
    case 'alert-resolved':
      return `Alert ${said('alert')} (${headlineOfText(said('kind'))}) is resolved.`
    case 'run-completed':
      return `A run completed: ${said('listed')} listed, ${said('unobservable')} unobservable, ${said('skipped')} skipped.`
    default:
      return `${which}: ${headlineOf(event.kind)}.`
  }
}

function adviceOf(cause: LedgerEvent): string {
  switch (cause.kind) {
    case 'checkpoint-missing':
      return 'Look whether storage was cleared, a volume was restored from a snapshot or files were deleted; if a copy was synced to object storage, secure it before its retention ends.'
    case 'fingerprint-changed':
      return 'Find out who replaced the checkpoint catalog or mounted another storage; do not restore from this checkpoint until that is known.'
    case 'metadata-changed':
      return 'Compare with the pipeline’s log: a committed checkpoint is not rewritten.'
    case 'lineage-changed':
      return 'Expected after a changed program or a new Feldera version; otherwise find out which program wrote it.'
    case 'progress-regressed':
      return 'The pipeline was restored from an older checkpoint or started afresh: find out whether that was meant.'
    case 'storage-cleared':
    case 'pipeline-removed':
    case 'pipeline-recreated':
      return 'If nobody meant this, find out who did it: what was checkpointed there cannot be restored from there any more.'
    case 'fingerprint-format-changed':
      return 'Look for a Feldera, proxy or client version that reads 64-bit numbers inexactly since then. Compare with exact values before you restore.'
    case 'hold-broken':
      return 'A hold only watches: Feldera rotates held checkpoints as any other. If it was needed, restore from a synced copy or find out who removed it.'
    case 'size-dropped':
      return 'Find out whether state was lost or the program changed; the size is that of the metadata only.'
    case 'checkpoints-stale':
      return 'Look at the pipeline’s log for "checkpoint failed" and at what delays checkpoints: Feldera reports failures nowhere else.'
    case 'pipeline-unobservable':
      return 'Check the URL, the credentials and whether Feldera answers; losses in this time would go unseen.'
    default:
      return ''
  }
}

/** What was expected and what was observed, for programs: 64-bit values as decimal text. */
export function comparedIn(cause: LedgerEvent): { expected: Members; observed: Members } {
  const { from, to, evidence: _evidence, ...data } = cause.data
  if (isMembers(from) && isMembers(to)) return { expected: from, observed: to }
  switch (cause.kind) {
    case 'checkpoint-missing': {
      const { newer_listed, answers, ...expected } = data
      return {
        expected: { ...expected, listed: true },
        observed: present({ listed: false, newer_listed, answers }),
      }
    }
    case 'hold-broken':
      return { expected: { listed: true }, observed: { ...data, listed: false } }
    case 'checkpoint-reappeared':
      return { expected: { listed: false }, observed: { ...data, listed: true } }
    case 'checkpoints-stale':
      return { expected: present({ stale_after: data['stale_after'] }), observed: data }
    case 'size-dropped':
      return {
        expected: present({ size_drop: data['size_drop'], sizes_before: data['sizes_before'] }),
        observed: present({ size: data['size'] }),
      }
    case 'pipeline-unobservable':
      return { expected: { observable: true }, observed: { ...data, observable: false } }
    default:
      return { expected: {}, observed: data }
  }
}

/** Learnt from the pipeline's own feed: when it was there, and not only that it was. */
function pastWords(event: LedgerEvent): string {
  if (event.data['via'] !== 'events') return ''
  return `, learnt from the pipeline’s feed of events (there at ${optionalTextIn(event, 'first_seen_at') ?? '?'})`
}

function retiredWords(event: LedgerEvent, which: string): string {
  const cause = optionalTextIn(event, 'cause')
  if (cause === 'standby') return `${which} was replaced on the standby by what it pulled.`
  if (cause === 'pulled') return `${which} was replaced at a start by what was pulled from elsewhere.`
  return `${which} was retired by rotation: ${optionalTextIn(event, 'newer_listed') ?? '?'} newer ones are listed.`
}

function causeWords(event: LedgerEvent): string {
  const cause = optionalTextIn(event, 'cause')
  return cause === null ? '' : ` (the ${headlineOfText(cause)} changed)`
}

function countWords(count: string): string {
  if (count === '0') return 'no listed checkpoint ended'
  return count === '1' ? '1 listed checkpoint ended' : `${count} listed checkpoints ended`
}

function formatWords(format: string): string {
  return format === 'masked-53' ? 'only their lowest 53 bits' : 'rounded to a double'
}

function holdWords(event: LedgerEvent): string {
  const { holds } = event.data
  const first = Array.isArray(holds) ? holds[0] : undefined
  const reason = isMembers(first) && typeof first['reason'] === 'string' ? first['reason'] : 'no reason given'
  return Array.isArray(holds) && holds.length > 1 ? `${reason}, and ${holds.length - 1} more` : reason
}

type Members = { readonly [key: string]: EventData }

function present(members: { readonly [key: string]: EventData | undefined }): Members {
  return Object.fromEntries(Object.entries(members).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))
}

function named(uuid: Uuid): string {
  const born = bornAt(uuid)
  return born === undefined ? uuid : `${uuid} (begun ${born})`
}

function differences(event: LedgerEvent): string {
  return ['size', 'steps', 'processed_records', 'identifier']
    .filter((field) => part(event, 'from', field) !== part(event, 'to', field))
    .map((field) => `${field} from ${part(event, 'from', field)} to ${part(event, 'to', field)}`)
    .join(', ')
}

function part(event: LedgerEvent, side: 'from' | 'to', field: string): string {
  const members = event.data[side]
  const value = isMembers(members) ? members[field] : undefined
  return typeof value === 'string' ? value : 'none'
}

function answersWords(event: LedgerEvent): string {
  const answers = optionalTextIn(event, 'answers') ?? '1'
  return answers === '1' ? 'one complete answer' : `${answers} complete answers`
}

function keptWords(keepLast: string): string {
  return keepLast === 'all' ? 'every checkpoint is kept' : `the newest ${keepLast} are kept`
}

function newerWords(count: string): string {
  if (count === '0') return 'no newer one'
  return count === '1' ? 'only 1 newer one' : `${count} newer ones`
}

function headlineOfText(kind: string): string {
  return kind.replaceAll('-', ' ')
}
