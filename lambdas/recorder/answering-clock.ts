import type { Answer } from '../archive/evidence.ts'
import { unixMs } from '../domain/instant.ts'

/** How far the answering clock was ahead of ours, at least; 0 where its time may be right, or is not told. */
export function clockAheadMs(answer: Answer | undefined): number {
  const saidMs = Date.parse(answer?.headers['date'] ?? '')
  if (answer === undefined || answer.receivedAt === null || Number.isNaN(saidMs)) return 0
  // The second that it names may have been any moment between question and answer.
  const aheadMs = saidMs - unixMs(answer.receivedAt)
  const behindMs = unixMs(answer.requestedAt) - (saidMs + 1_000)
  return aheadMs > 0 ? aheadMs : behindMs > 0 ? -behindMs : 0
}
