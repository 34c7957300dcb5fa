import type { LedgerEvent } from '../event.ts'
import { optionalTextIn } from '../event-data.ts'
import { named, spaced } from './phrases.ts'

/** The words for what people plan, try out and are told; nothing here decides anything. */

/** A few words for a subject line where those of the kind would say too little. */
export function headlineOfPeople({ kind, data }: LedgerEvent): string | undefined {
  if (kind === 'drill-recorded')
    return `restore drill ${data['outcome'] === 'failed' ? 'failed' : 'succeeded'}`
  // Ended by a person, or for want of a watcher: nothing was observed that a subject line could name instead.
  if (kind === 'alert-resolved' && typeof data['kind'] === 'string') return spaced(data['kind'])
  if (kind === 'loss-rehearsed') return 'REHEARSAL of a loss, nothing has happened'
  return kind === 'notification-tested' ? 'TEST of notifications, nothing has happened' : undefined
}

/** One sentence on what a person has done, or on what became of telling; undefined where it is neither. */
export function factOfPeople(event: LedgerEvent, ledger: string): string | undefined {
  const said = (key: string): string => optionalTextIn(event, key) ?? '?'
  const reason = optionalTextIn(event, 'reason')
  switch (event.kind) {
    case 'change-approved':
      return `${said('actor')} approved in advance, from ${said('from')} until ${said('until')}, that ${ledger} shows ${kindsIn(event)}: ${said('reason')}. Until then this is recorded and raises no alert.`
    case 'approval-withdrawn':
      return `An approval of changes of ${ledger} was withdrawn by ${said('actor')}${reason === null ? '' : `: ${reason}`}.`
    case 'maintenance-planned':
      return `${said('actor')} planned maintenance of ${ledger} from ${said('from')} until ${said('until')}: ${said('reason')}. Losses, changed fingerprints and broken holds are told all the same.`
    case 'maintenance-cancelled':
      return `Maintenance of ${ledger} was cancelled by ${said('actor')}${reason === null ? '' : `: ${reason}`}.`
    case 'drill-recorded':
      return drillFact(event, ledger, said)
    case 'notification-tested':
      return testFact(event, said)
    case 'loss-rehearsed':
      return rehearsalFact(event, said)
    case 'notification-refused':
      return `The message ${said('announcement')} was refused (${said('error')}) and is tried again.`
    default:
      return undefined
  }
}

function drillFact(event: LedgerEvent, ledger: string, said: (key: string) => string): string {
  const which = event.uuid === undefined ? '?' : named(event.uuid)
  const [minutes, note] = [optionalTextIn(event, 'minutes'), optionalTextIn(event, 'note')]
  const taken = minutes === null ? '' : `, which took ${minutes} minutes`
  return `A restore drill of ${ledger} with checkpoint ${which} ${said('outcome')} at ${said('performed_at')}${taken}, says ${said('actor')}${note === null ? '' : `: ${note}`}.`
}

function testFact({ data }: LedgerEvent, said: (key: string) => string): string {
  if (data['outcome'] === 'sent')
    return `The test of notifications was sent as message ${said('message_id')}.`
  return `This is a test of notifications, asked for by ${said('actor')}. Nothing has happened, and nothing is to be done: that it has arrived is what it is for.`
}

function rehearsalFact({ data }: LedgerEvent, said: (key: string) => string): string {
  if (data['outcome'] === 'sent') return `The rehearsal of a loss was sent as message ${said('message_id')}.`
  return `This is a rehearsal, asked for by ${said('actor')}: a made-up pipeline lost a checkpoint, the recorder found it (${spaced(said('found'))}), and this message took the way of every alert. Nothing has happened, and nothing is to be done; were it not to come, an alarm would say so.`
}

function kindsIn({ data }: LedgerEvent): string {
  const { kinds } = data
  return Array.isArray(kinds) ? kinds.map((kind) => spaced(String(kind))).join(', ') : '?'
}
