import type { Clock } from '../domain/clock.ts'
import { createDeadlines } from './deadlines.ts'
import type { SourceClient } from './source-client.ts'

const LATE = { reason: 'timeout', detail: 'the time of the run was up' } as const

/**
 * Asks as the client does, and waits for no answer beyond the end: what has none by then shows nothing. Its tries and their waits may take
 * a minute, and a run that is still waiting when it is ended leaves neither its entry nor the log's next checkpoint.
 */
export function withinTime(client: SourceClient, clock: Clock, endMs: number): SourceClient {
  // On one machine nobody ends a run.
  if (endMs === Number.POSITIVE_INFINITY) return client
  const deadlines = createDeadlines(clock)
  const orLate = <T>(asked: Promise<T>, late: T): Promise<T> => {
    return new Promise((resolve, reject) => {
      const inTime = deadlines.set(endMs, () => resolve(late))
      asked.then(
        (answer) => {
          inTime()
          return resolve(answer)
        },
        (error: Error) => {
          inTime()
          reject(error)
        },
      )
    })
  }
  return {
    listCheckpoints: (...question) =>
      orLate(client.listCheckpoints(...question), {
        answers: [],
        observation: { kind: 'unobservable', ...LATE },
      }),
    listPipelines: (...question) =>
      orLate(client.listPipelines(...question), { answers: [], list: { kind: 'not-had', ...LATE } }),
    listEvents: (...question) =>
      orLate(client.listEvents(...question), { answers: [], feed: { kind: 'not-had', ...LATE } }),
  }
}
