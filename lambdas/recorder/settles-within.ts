import type { Clock } from '../domain/clock.ts'

/** Whether the work has ended, however it did, before so much time has passed. */
export async function settlesWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const waiting = new AbortController()
  // With a reason: an error made up for each would cost more than the wait (evidence-batch.ts).
  const end = (): boolean => {
    waiting.abort('settled')
    return true
  }
  return Promise.race([work.then(end, end), clock.sleep(ms, waiting.signal).then(() => false)])
}
