import type { Entry } from '../../lambdas/domain/entry.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import type { PublisherLine } from '../../lambdas/publisher/log.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import type { RunResult } from '../../lambdas/recorder/run-result.ts'
import { clockTime, eventLines, mailFrame, printable, runLine, tooSlowLine, unseenLines } from './words.ts'

/** Standard output is for people; what went wrong goes to standard error as the JSON line that it is in AWS. */

export function tellRun(result: RunResult): void {
  console.log(runLine(result))
}

/** Tells entries as they come; what cannot be seen is told when it begins and when it changes, not with every run. */
export function createTeller(): (entry: Entry) => void {
  let unseenBefore = ''
  return (entry) => {
    for (const line of eventLines(entry)) console.log(line)
    // Of what stands in the ledger of runs only a run says what it could not see.
    if (!entry.events.some(({ kind }) => kind === 'run-completed')) return
    const unseen = unseenLines(entry).map((line) => `${clockTime(entry.at)} unseen ${line}`)
    const names = unseenLines(entry).join('\n')
    if (names !== unseenBefore) for (const line of unseen) console.log(line)
    unseenBefore = names
  }
}

export function tellMessage(message: Message): void {
  console.log(mailFrame(message))
}

export function logProblem(line: RecorderLine | PublisherLine): void {
  if (line.name === 'run-completed' || line.name === 'stores-checked' || line.name === 'announcement-sent')
    return
  // JSON leaves control characters above ASCII as they are, and one of them clears a screen.
  console.error(printable(JSON.stringify(line)))
}

/** As `logProblem`, for a schedule: what it cannot see is said in words, once, and not with every run. */
export function createProblemLog(): (line: RecorderLine | PublisherLine) => void {
  let isTold = false
  return (line) => {
    if (line.name !== 'schedule-too-slow') return logProblem(line)
    if (!isTold) console.log(tooSlowLine(line))
    isTold = true
  }
}
