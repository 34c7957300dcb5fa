import type { Entry } from '../../lambdas/domain/entry.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { UNOBSERVABLE_REASONS } from '../../lambdas/domain/observation.ts'
import { emailOf, formIn, type Message } from '../../lambdas/domain/telling/message.ts'
import { factOf } from '../../lambdas/domain/telling/words.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import type { RunResult } from '../../lambdas/recorder/run-result.ts'

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

/** That the schedule cannot see everything, and what then tells of the rest, if anything does. */
export function tooSlowLine({
  pipeline,
  checkpointSeconds,
  feed,
  pipelines,
}: Extract<RecorderLine, { name: 'schedule-too-slow' }>): string {
  const others = pipelines > 1 ? ` (and ${pipelines - 1} more)` : ''
  const rest = feed
    ? 'those that come and go between two runs are learnt from its feed of events'
    : 'some come and go between two runs and are never seen: choose a shorter --every'
  return printable(`${pipeline}${others} makes a checkpoint about every ${checkpointSeconds} s: ${rest}`)
}

/** The events of an entry in words, one line each; a run's own entry has its line already, and that stores were looked at is no news. */
export function eventLines(entry: Entry): readonly string[] {
  return entry.events
    .filter(({ kind }) => kind !== 'run-completed' && kind !== 'stores-checked')
    .map(
      (event) =>
        `${clockTime(entry.at)} event  ${printable(factOf(event, entry.ledger))}${approvedWords(event)}`,
    )
}

/** Nobody is told of it, and why not must be seen. */
function approvedWords({ data }: LedgerEvent): string {
  return data['approved'] === undefined ? '' : ' This was approved in advance.'
}

/** What a run could not see and why, one line each: `demo/clicks: the pipeline is not deployed …`. */
export function unseenLines(run: Entry): readonly string[] {
  const event = run.events.find(({ kind }) => kind === 'run-completed')
  const notSeen = event?.data['not_seen']
  return (Array.isArray(notSeen) ? notSeen : []).map(
    (item: { pipeline?: string; reason?: string; more?: string }) =>
      printable(
        item.more === undefined
          ? `${item.pipeline}: ${reasonWords(item.reason ?? '')}`
          : `… and ${item.more} more`,
      ),
  )
}

function reasonWords(reason: string): string {
  return Object.entries(UNOBSERVABLE_REASONS).find(([known]) => known === reason)?.[1] ?? reason
}

/** The message as it would be mailed, in a frame. */
export function mailFrame(message: Message): string {
  const form = formIn(message)
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

export function clockTime(at: string): string {
  return at.slice(11, 19)
}
