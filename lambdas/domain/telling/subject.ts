import { type Announcement, nameOf } from './announcement.ts'

// SNS takes ASCII without control characters, shorter than 100 (API reference, Publish): the rest of a name is in the message.
const MAX_SUBJECT = 99

/** `[critical] prod/orders: checkpoint missing`; of a reminder its number as well. */
export function subjectOf(announcement: Announcement): string {
  const { state, severity, title, n } = announcement
  const mark = state === 'resolved' ? 'resolved' : severity
  const name = nameOf(announcement)
  const what = `${title.slice(`${name}: `.length)}${n === undefined ? '' : ` (reminder ${n})`}`
  const subject = (shown: string): string => ascii(`[${mark}] ${shown}: ${what}`)
  const over = subject(name).length - MAX_SUBJECT
  // What happened must stay readable: of a long name the end is left out.
  return over <= 0
    ? subject(name)
    : subject(`${name.slice(0, Math.max(0, name.length - over - 3))}...`).slice(0, MAX_SUBJECT)
}

function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?')
}
