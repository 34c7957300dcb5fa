import { counted, measured, type Writing } from '../domain/log-line.ts'

/** Everything the publisher logs: one JSON line each. Alarms filter on `name`; never a token, a header or a whole event. */
export type PublisherLine =
  | { readonly name: 'announcement-sent'; readonly announcement: string; readonly messageId: string }
  | { readonly name: 'announcement-refused'; readonly announcement: string; readonly error: string }
  /** What nobody has been told of ten minutes after it was due. */
  | {
      readonly name: 'announcements-overdue'
      readonly announcements: number
      readonly oldest: string
      readonly notedAt: string
    }
  | { readonly name: 'entry-modified' | 'entry-removed'; readonly ledger: string; readonly seq: string }
  | { readonly name: 'stream-record-failed'; readonly sequence: string; readonly error: string }
  | {
      readonly name: 'report-made'
      readonly from: string
      readonly to: string
      readonly outcome: 'archived' | 'goes-on' | 'not-settled'
    }
  | { readonly name: 'request-failed'; readonly path: string; readonly error: string }
  | { readonly name: 'issuer-unavailable'; readonly error: string }

export type PublisherLog = (line: PublisherLine) => void

/** What is an alarm is counted: an entry that was changed or removed, a message that was refused (infra/alarms.ts). */
export function withMetric(line: PublisherLine, writing: Writing): object {
  if (line.name === 'announcements-overdue')
    return measured(line, { AnnouncementsOverdue: line.announcements }, writing)
  const metric = METRICS[line.name]
  return metric === null ? line : counted(line, metric, writing)
}

/** As what each line is counted; null: nobody is woken by it. */
const METRICS: {
  readonly [name in Exclude<PublisherLine['name'], 'announcements-overdue'>]: string | null
} = {
  'entry-modified': 'EntryTampered',
  'entry-removed': 'EntryTampered',
  'announcement-refused': 'AnnouncementRefused',
  'announcement-sent': null,
  'stream-record-failed': null,
  'request-failed': null,
  'issuer-unavailable': null,
  'report-made': null,
}
