import type { EventData, LedgerEvent } from '../event.ts'
import { isMembers, optionalTextIn } from '../event-data.ts'
import { pipelineOf } from '../ledger-name.ts'
import { adviceOf } from './advice.ts'
import {
  answersWords,
  causeWords,
  countWords,
  differences,
  endWords,
  formatWords,
  holdWords,
  keptWords,
  named,
  newerWords,
  outlastedWords,
  part,
  pastWords,
  retiredWords,
  spaced,
} from './phrases.ts'
import { factOfCopies } from './words-of-copies.ts'
import { factOfPeople, headlineOfPeople } from './words-of-people.ts'

/** All words that people read about events stand here; nothing here decides anything. */

type State = 'firing' | 'reminder' | 'resolved' | 'notice'

/** A few words for a subject line: `checkpoint missing`. */
export function headlineOf(kind: LedgerEvent['kind']): string {
  return kind.replaceAll('-', ' ')
}

export function titleOf(cause: LedgerEvent, ledger: string): string {
  return `${ledger}: ${headlineOfPeople(cause) ?? headlineOf(cause.kind)}`
}

/** What happened, in words, and what to do. */
export function summaryOf(state: State, cause: LedgerEvent, ledger: string): string {
  const advice = state === 'firing' || state === 'reminder' ? adviceOf(cause) : ''
  return advice === '' ? factOf(cause, ledger) : `${factOf(cause, ledger)} ${advice}`
}

/** One sentence on one event. */
export function factOf(event: LedgerEvent, place: string): string {
  const ledger = pipelineOf(place)
  const which = event.uuid === undefined ? ledger : `Checkpoint ${named(event.uuid)} of ${ledger}`
  const said = (key: string): string => optionalTextIn(event, key) ?? '?'
  switch (event.kind) {
    case 'checkpoint-recorded':
      return `${which} was recorded with fingerprint ${said('fingerprint')}${event.data['baseline'] === true ? ' at first sight' : ''}${pastWords(event)}.`
    case 'checkpoint-retired':
      return retiredWords(event, which)
    case 'checkpoint-cleared':
      return `${which} ended with its storage or pipeline (${spaced(said('cause'))}).`
    case 'storage-cleared':
      return `The storage of ${ledger} was cleared (${said('storage_status')}): ${countWords(said('cleared'))} with it.`
    case 'pipeline-removed':
      return `${ledger} was removed at its source: ${countWords(said('cleared'))} with it.`
    case 'pipeline-recreated':
      return `${ledger} is another pipeline of the same name now (id ${said('to')}, before ${said('from')}): ${countWords(said('cleared'))} with the old one.`
    case 'pipeline-renamed':
      return `${ledger} was renamed to ${said('to')} at its source: its record goes on under that name, where the configuration covers it.`
    case 'coverage-gap':
      return `Between ${said('from')} and ${said('to')} checkpoints of ${ledger} may have come and gone unseen (${said('seconds')} s).`
    case 'fingerprint-format-changed':
      return `${said('count')} pipelines of ${said('source')} show fingerprints that differ from the recorded ones only in how they are written (${formatWords(said('format'))}).`
    case 'hold-placed':
      return `${which} is held by ${said('actor')}: ${said('reason')}.`
    case 'hold-released':
      return `A hold on ${which.replace(/^C/, 'c')} was released by ${said('actor')}.`
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
      return `${which} runs without a new checkpoint: the newest is ${said('age_seconds')} s old (allowed: ${said('stale_after')})${outlastedWords(event)}.`
    case 'checkpoints-fresh':
      return `${which} has a checkpoint that is young enough again; it had none since ${said('since')}.`
    case 'pipeline-unobservable':
      return `${which} could not be seen since ${said('since')}: ${said('detail')}. Nothing is known of its checkpoints since then${outlastedWords(event)}.`
    case 'pipeline-observable':
      return `${which} is seen again; it could not be seen since ${said('since')}, for ${said('unobserved_seconds')} s (${said('reason')}).`
    case 'alert-raised':
      return `Alert ${said('alert')} fires: ${spaced(said('kind'))}.`
    case 'alert-acknowledged':
      return `Alert ${said('alert')} was acknowledged by ${said('actor')}.`
    case 'alert-resolved':
      return `Alert ${said('alert')} (${spaced(said('kind'))}) is resolved${endWords(event)}.`
    case 'access-key-created':
      return `API key ${said('key')} (${said('name')}) was created by ${said('actor')}: ${said('role')}.`
    case 'access-key-revoked':
      return `API key ${said('key')} (${said('name')}) was revoked by ${said('actor')}.`
    case 'report-archived':
      return `The retention report from ${said('from')} to ${said('to')} is kept as ${said('archive')}; its SHA-256 is ${said('sha256')}.`
    case 'report-signed-off':
      return `The retention report from ${said('from')} to ${said('to')} with SHA-256 ${said('sha256')} was signed off by ${said('actor')}.`
    case 'configuration-changed':
      return `The configuration is another since this run: that of SHA-256 ${said('to')}, before it that of ${said('from')}.`
    case 'run-completed':
      return `A run completed: ${said('listed')} listed, ${said('unobservable')} unobservable, ${said('skipped')} skipped.`
    default:
      return (
        factOfCopies(event, ledger) ?? factOfPeople(event, ledger) ?? `${which}: ${headlineOf(event.kind)}.`
      )
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
    case 'store-unobservable':
      return { expected: { observable: true }, observed: { ...data, observable: false } }
    case 'copy-late':
      return { expected: present({ stale_after: data['stale_after'] }), observed: data }
    case 'owner-changed':
      return { expected: present({ owner: from }), observed: present({ owner: to }) }
    default:
      return { expected: {}, observed: data }
  }
}

type Members = { readonly [key: string]: EventData }

function present(members: { readonly [key: string]: EventData | undefined }): Members {
  return Object.fromEntries(Object.entries(members).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))
}
