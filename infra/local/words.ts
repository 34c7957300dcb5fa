import type { Entry } from '../../lambdas/domain/entry.ts'
import { emailOf, type Message, type MessageForm } from '../../lambdas/domain/message.ts'
import { factOf } from '../../lambdas/domain/words.ts'
import type { RunResult } from '../../lambdas/recorder/run.ts'

/** What the terminal shows; the same facts as the ledger's, for human eyes. */

/** One line a run: `20:00:05 run  3 listed  1 unobservable  2 entries`. */
export function runLine({ finishedAt, pipelines, entries, alerts }: RunResult): string {
  const parts = [
    `${pipelines.listed} listed`,
    ...(pipelines.unobservable > 0 ? [`${pipelines.unobservable} unobservable`] : []),
    ...(pipelines.skipped > 0 ? [`${pipelines.skipped} skipped`] : []),
    changedWords(entries - 1),
    ...(alerts.firing > 0 ? [`${alerts.firing} firing`] : []),
  ]
  return `${clockTime(finishedAt)} run    ${parts.join(', ')}`
}

/** The events of an entry in words, one line each; a run's own entry has its line already. */
export function eventLines(entry: Entry): readonly string[] {
  return entry.events
    .filter(({ kind }) => kind !== 'run-completed')
    .map((event) => `${clockTime(entry.at)} event  ${printable(factOf(event, entry.ledger))}`)
}

/** The message as it would be mailed, in a frame. */
export function mailFrame(message: Message): string {
  const form = JSON.parse(message.Message) as MessageForm
  const lines = ['', `Subject: ${message.Subject}`, '', ...emailOf(form).trimEnd().split('\n'), '']
  return ['┌── notification ', ...lines.map((line) => `│ ${printable(line)}`), '└──'].join('\n')
}

/** Names and details come from outside: nothing of them may steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(
    /\p{Cc}|\p{Cf}/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/** How many entries besides the run's own. */
function changedWords(entries: number): string {
  if (entries === 0) return 'nothing changed'
  return entries === 1 ? '1 change' : `${entries} changes`
}

function clockTime(at: string): string {
  return at.slice(11, 19)
}
