import type { Entry } from '../../lambdas/domain/entry.ts'
import type { Message } from '../../lambdas/domain/message.ts'
import type { PublisherLine } from '../../lambdas/publisher/log.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import type { RunResult } from '../../lambdas/recorder/run.ts'
import { eventLines, mailFrame, runLine } from './words.ts'

/** Standard output is for people; what went wrong goes to standard error as the JSON line that it is in AWS. */

export function tellRun(result: RunResult): void {
  console.log(runLine(result))
}

export function tellEntry(entry: Entry): void {
  for (const line of eventLines(entry)) console.log(line)
}

export function tellMessage(message: Message): void {
  console.log(mailFrame(message))
}

export function logProblem(line: RecorderLine | PublisherLine): void {
  if (line.name === 'run-completed' || line.name === 'announcement-sent') return
  console.error(JSON.stringify(line))
}
