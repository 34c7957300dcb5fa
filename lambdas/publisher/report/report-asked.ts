import { canonical, sha256Hex } from '../../domain/canonical.ts'
import type { Period } from '../../domain/report/period.ts'
import type { Selection } from '../../domain/report/selection.ts'
import { type Failure, invalidParameter, isFailure } from '../failure.ts'
import { instantIn, type Query } from '../parameters.ts'

/** A report that is asked for, by a query, a body or a command. */
export interface ReportAsked {
  readonly period: Period
  readonly selection: Selection
}

const MAX_CHARACTERS = 600

export function reportAsked(query: Query): ReportAsked | Failure {
  const from = instantIn(query, 'from')
  if (isFailure(from)) return from
  const to = instantIn(query, 'to')
  if (isFailure(to)) return to
  if (from === undefined) return missing('from')
  if (to === undefined) return missing('to')
  if (from >= to) return invalidParameter('to', 'must be after from: the end is not in the period')
  const part = (name: 'source' | 'q' | 'pipelines'): string | null => query.get(name) ?? null
  const selection = { source: part('source'), q: part('q'), pipelines: part('pipelines') }
  const wrong = Object.entries(selection).find(
    ([, text]) => text !== null && (text === '' || text.length > MAX_CHARACTERS || !text.isWellFormed()),
  )
  if (wrong !== undefined) return invalidParameter(wrong[0], `must have 1 to ${MAX_CHARACTERS} characters`)
  return { period: { from, to }, selection }
}

function missing(name: string): Failure {
  return invalidParameter(name, 'is missing: an RFC 3339 time, e.g. 2026-11-01T00:00:00Z')
}

/** The same for whoever asks for the same: 16 hex digits. */
export function reportId({ period, selection }: ReportAsked): string {
  return sha256Hex(canonical([period.from, period.to, { ...selection }])).slice(0, 16)
}

/** Where the report is kept in the archive: `reports/2026-10-01_2026-11-01`; of a selection with its id. */
export function reportFolder(asked: ReportAsked): string {
  const { period, selection } = asked
  const isWhole = Object.values(selection).every((part) => part === null)
  const span = `${shortTime(period.from)}_${shortTime(period.to)}`
  return `reports/${span}${isWhole ? '' : `_${reportId(asked)}`}`
}

/** Midnight is its day; any other moment has no colon, which some file systems do not take. */
function shortTime(at: string): string {
  return at.endsWith('T00:00:00.000Z') ? at.slice(0, 10) : at.replaceAll(':', '')
}
