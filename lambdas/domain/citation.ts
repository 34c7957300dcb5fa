import type { LedgerEvent } from './event.ts'
import { isMembers } from './event-data.ts'

/** Where an answer is kept: the object, the line in it (decimal, from 1), and the SHA-256 of the answer's body. */
export interface Citation {
  readonly object: string
  readonly line: string
  readonly sha256: string | null
}

/** The event with where its evidence stands. */
export function citing(event: LedgerEvent, citation: Citation | undefined): LedgerEvent {
  if (citation === undefined) return event
  const { object, line, sha256 } = citation
  return { ...event, data: { ...event.data, evidence: { object, line, sha256 } } }
}

/** Where its evidence stands; undefined where it does not say. */
export function citationIn({ data }: LedgerEvent): Citation | undefined {
  const { evidence } = data
  if (!isMembers(evidence)) return undefined
  const { object, line, sha256 = null } = evidence
  if (typeof object !== 'string' || typeof line !== 'string') return undefined
  return typeof sha256 === 'string' || sha256 === null ? { object, line, sha256 } : undefined
}
