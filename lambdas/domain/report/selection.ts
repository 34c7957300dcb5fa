import { splitLedger } from '../ledger-name.ts'
import { matchesPattern } from '../pattern.ts'

/** Which pipelines a report is about: those that fulfil all that is not null. */
export interface Selection {
  readonly source: string | null
  /** Any part of `source/name`, in whatever case. */
  readonly q: string | null
  /** A pattern with `*`: of `source/name` where it has a slash, else of the name. */
  readonly pipelines: string | null
}

export const ALL_PIPELINES: Selection = { source: null, q: null, pipelines: null }

export function isSelected({ source, q, pipelines }: Selection, ledger: string): boolean {
  const [its, name] = splitLedger(ledger)
  if (source !== null && its !== source) return false
  if (q !== null && !ledger.toLowerCase().includes(q.toLowerCase())) return false
  return pipelines === null || matchesPattern(pipelines, pipelines.includes('/') ? ledger : name)
}
