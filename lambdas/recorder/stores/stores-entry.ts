import type { Draft } from '../../domain/entry.ts'
import type { EventData } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { countTold } from '../../domain/telling/worth-telling.ts'
import { bounded } from '../bounded.ts'
import type { EvidenceBatch } from '../evidence-batch.ts'
import { eventCounts, type RunResult } from '../run-result.ts'
import type { StoreRecorded } from './record-store.ts'
import type { StoreTask } from './store-task.ts'

/** What became of one store that was due. */
export type StoreOutcomeOf =
  | { readonly kind: 'recorded'; readonly task: StoreTask; readonly recorded: StoreRecorded }
  | { readonly kind: 'failed' | 'skipped'; readonly task: StoreTask }

export interface StoresResult {
  readonly stores: StoreCounts
  /** Events recorded by this round, its own included. */
  readonly events: RunResult['events']
  readonly entries: number
}

export interface StoreCounts {
  readonly checked: number
  /** Could not be read, or not be recorded of. */
  readonly unanswered: number
  /** For which the time of the run did not suffice. */
  readonly deferred: number
}

/** How a store is spoken of in the entry. */
type StoreWord = 'checked' | 'unobservable' | 'deferred' | 'failed' | 'overtaken'

export function storesResult(outcomes: readonly StoreOutcomeOf[], sealed: readonly Sealed[]): StoresResult {
  return { stores: countsOf(outcomes), events: eventCounts(sealed), entries: sealed.length }
}

/** The entry of a round of stores: that we looked, and what gave no answer. */
export function storesDraft({
  run,
  shard,
  startedAt,
  finishedAt,
  outcomes,
  sealed,
  evidence,
}: {
  readonly run: string
  readonly shard: string
  readonly startedAt: Instant
  readonly finishedAt: Instant
  readonly outcomes: readonly StoreOutcomeOf[]
  /** Everything that was recorded of stores. */
  readonly sealed: readonly Sealed[]
  readonly evidence: EvidenceBatch
}): Draft {
  const { checked, unanswered, deferred } = countsOf(outcomes)
  const told = sealed.reduce((sum, { entry }) => sum + countTold(entry.events), 0)
  const data: { [key: string]: EventData } = {
    started_at: startedAt,
    finished_at: finishedAt,
    checked: String(checked),
    unanswered: String(unanswered),
    deferred: String(deferred),
    entries: String(sealed.length + 1),
    announcements: String(told),
    stores: bounded(outcomes.map(storeIn)),
  }
  return {
    at: finishedAt,
    by: 'recorder',
    epoch: null,
    events: [{ kind: 'stores-checked', severity: 'silent', data }],
    evidence: evidence.objects(),
    ledger: `recorder/${shard}`,
    run,
  }
}

function countsOf(outcomes: readonly StoreOutcomeOf[]): StoreCounts {
  const words = outcomes.map(wordOf)
  const count = (...of: readonly StoreWord[]): number => words.filter((word) => of.includes(word)).length
  return {
    // Of one that another recorder was faster with it is recorded there.
    checked: count('checked', 'overtaken'),
    unanswered: count('unobservable', 'failed'),
    deferred: count('deferred'),
  }
}

function wordOf(outcome: StoreOutcomeOf): StoreWord {
  if (outcome.kind !== 'recorded') return outcome.kind === 'failed' ? 'failed' : 'deferred'
  if (outcome.recorded.overtaken) return 'overtaken'
  const { outcome: word } = outcome.recorded.row
  return word === 'unobservable' || word === 'deferred' ? word : 'checked'
}

function storeIn(outcome: StoreOutcomeOf): EventData {
  const { pipeline, store } = outcome.task
  const said = { pipeline, location: store.location, outcome: wordOf(outcome) }
  if (outcome.kind !== 'recorded') return said
  const { row, listed } = outcome.recorded
  return {
    ...said,
    ...(row.why === null ? {} : { why: row.why }),
    ...(listed === null
      ? {}
      : { objects: String(listed.objects), catalogs: String(listed.catalogs), copies: String(row.copies) }),
  }
}
