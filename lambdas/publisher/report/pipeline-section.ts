import { inForceFor, type Reigns } from '../../audit/configurations.ts'
import { EVENT_KINDS } from '../../domain/event.ts'
import { copiesLedger } from '../../domain/ledger-name.ts'
import type { Looks } from '../../domain/report/looks.ts'
import type { Period } from '../../domain/report/period.ts'
import { type PipelineFigures, pipelineFigures } from '../../domain/report/pipeline-figures.ts'
import { pipelineFold } from '../../domain/report/pipeline-fold.ts'
import { isPlan, reasonIn } from '../../domain/report/said-by-people.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { State } from '../../domain/state.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { entryAt, eventsWith } from '../../ledger/search.ts'
import { entriesOf, stretchOf } from './walk-period.ts'

/** What is the same for all pipelines of a report. */
export interface Surroundings {
  readonly period: Period
  readonly looks: Looks
  readonly reigns: readonly Reigns[]
  readonly signal: AbortSignal
}

/**
 * The figures of one pipeline, its ledger read page by page. `not-yet`: neither recorded nor named by a configuration by then;
 * `ended-before`: removed, or no longer watched, before the period began.
 */
export async function pipelineSection(
  ledger: Ledger,
  name: string,
  { period, looks, reigns, signal }: Surroundings,
): Promise<PipelineFigures | 'not-yet' | 'ended-before'> {
  const inForce = inForceFor(reigns, name)
  const stretch = await stretchOf(ledger, name, period)
  if (stretch === undefined && inForce.watched !== true && looks.of(name).runs === 0) return 'not-yet'
  const { before, from, end } = stretch ?? { before: undefined, from: 1, end: 1 }
  const isOver = before?.state.removed === true || (inForce.unwatchedAt ?? period.to) <= period.from
  if (from === end && isOver) return 'ended-before'
  const fold = pipelineFold(period, before, await reasonsUpTo(ledger, before))
  for await (const sealed of entriesOf(ledger, name, { before, from, end }, signal)) fold.add(sealed)
  const store = await storeStateAt(ledger, name, period)
  return pipelineFigures(name, period, fold.gathered(), looks, inForce, store)
}

/** What was believed of its store at the end; undefined where none was checked by then. */
async function storeStateAt(ledger: Ledger, name: string, period: Period): Promise<State | undefined> {
  const stretch = await stretchOf(ledger, copiesLedger(name), period)
  if (stretch === undefined) return undefined
  return (await entryAt(ledger, copiesLedger(name), stretch.end - 1)).state
}

const PLANS = EVENT_KINDS.filter(isPlan)

/** By their ids, the reasons of what was approved before: no read where nothing ever was. */
async function reasonsUpTo(
  ledger: Ledger,
  before: Sealed | undefined,
): Promise<ReadonlyMap<string, string | null>> {
  if (before === undefined || PLANS.every((kind) => before.state.last[kind] === undefined)) return new Map()
  const { ledger: name, seq } = before.entry
  const found = await eventsWith(ledger, name, { kinds: PLANS, fromSeq: seq, downTo: 1 }, () => true)
  return new Map(found.flatMap(({ event }) => [reasonIn(event)].filter((one) => one !== undefined)))
}
