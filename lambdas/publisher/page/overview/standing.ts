import type { Alert, Overview, OverviewRow } from '../asking/answers.ts'
import type { IconName } from '../icons.ts'

/** How a pipeline stands, worst first. */
export const STANDINGS = [
  'critical',
  'warning',
  'unseen',
  'late',
  'empty',
  'checking',
  'acknowledged',
  'stopped',
  'good',
  'gone',
] as const
export type Standing = (typeof STANDINGS)[number]

export const STANDING_WORDS: { readonly [standing in Standing]: string } = {
  critical: 'Critical',
  warning: 'Warning',
  unseen: 'Not seen',
  late: 'Late',
  empty: 'No checkpoint',
  checking: 'Checking',
  acknowledged: 'Acknowledged',
  stopped: 'Stopped',
  good: 'Good',
  gone: 'Gone',
}

export const STANDING_TONE: { readonly [standing in Standing]: string } = {
  critical: 'critical',
  warning: 'warning',
  unseen: 'warning',
  late: 'warning',
  empty: 'warning',
  checking: 'info',
  acknowledged: 'info',
  stopped: 'quiet',
  good: 'good',
  gone: 'quiet',
}

export const STANDING_ICON: { readonly [standing in Standing]: IconName } = {
  critical: 'critical',
  warning: 'warning',
  unseen: 'unseen',
  late: 'late',
  empty: 'empty',
  checking: 'checking',
  acknowledged: 'acknowledged',
  stopped: 'stopped',
  good: 'good',
  gone: 'gone',
}

/** One pipeline as the overview shows it. Ages are those at the answer's time. */
export interface Watched {
  readonly source: string
  readonly name: string
  readonly outcome: string
  readonly listed: number
  readonly critical: number
  readonly warnings: number
  /** Open, and somebody has seen them. */
  readonly acknowledged: number
  readonly newestAge: number | null
  readonly every: number | null
  readonly staleAfter: number | null
  readonly observedAge: number | null
  readonly unseenFor: number | null
  readonly coverage: number | null
  readonly standing: Standing
}

/** `firing`: all alerts that fire, or, where they are too many, the newest; then the rows' own counts stand in for the rest. */
export function watchedIn(
  { sources, outcomes, rows }: Overview,
  firing: readonly Alert[],
  isComplete: boolean,
): readonly Watched[] {
  const byPipeline = Map.groupBy(firing, ({ pipeline }) => pipeline)
  return rows.map((row) => {
    const source = sources[row[0]] ?? ''
    const its = byPipeline.get(`${source}/${row[1]}`) ?? []
    const critical = its.filter(({ severity }) => severity === 'critical').length
    const known = its.length - critical
    const warnings = isComplete ? known : Math.max(known, row[5] - critical)
    const outcome = outcomes[row[2]] ?? 'observed'
    return withStanding(row, { source, outcome, critical, warnings })
  })
}

function withStanding(
  row: OverviewRow,
  told: Pick<Watched, 'source' | 'outcome' | 'critical' | 'warnings'>,
): Watched {
  const [
    ,
    name,
    ,
    listed,
    alerts,
    firing,
    suspected,
    newestAge,
    every,
    staleAfter,
    observedAge,
    unseenFor,
    coverage,
  ] = row
  // The row is as old as the last run: what was acknowledged since fires no longer.
  const acknowledged = Math.max(0, alerts - Math.min(firing, told.critical + told.warnings))
  const seen = { name, listed, acknowledged, newestAge, every, staleAfter, observedAge, unseenFor, coverage }
  const watched = { ...told, ...seen }
  return { ...watched, standing: standingOf(watched, suspected) }
}

function standingOf(watched: Omit<Watched, 'standing'>, suspected: number): Standing {
  const { outcome, newestAge, staleAfter } = watched
  if (watched.critical > 0) return 'critical'
  if (watched.warnings > 0) return 'warning'
  if (outcome === 'removed' || outcome === 'unwatched') return 'gone'
  if (watched.unseenFor !== null) return 'unseen'
  if (newestAge !== null && staleAfter !== null && newestAge > staleAfter && outcome !== 'stopped')
    return 'late'
  if (suspected > 0) return 'checking'
  if (watched.acknowledged > 0) return 'acknowledged'
  if (outcome === 'stopped') return 'stopped'
  return watched.listed === 0 ? 'empty' : 'good'
}

/** Worst first, then by name: within a state nothing moves as time goes by. */
export function worstFirst(pipelines: readonly Watched[]): readonly Watched[] {
  return pipelines.toSorted((a, b) => {
    const order = STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing)
    if (order !== 0) return order
    if (a.source !== b.source) return a.source < b.source ? -1 : 1
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
  })
}
