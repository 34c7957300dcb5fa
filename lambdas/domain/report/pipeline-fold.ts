import { isCause, type LedgerEvent } from '../event.ts'
import { checkpointIn, instantIn, textIn } from '../event-data.ts'
import { type Instant, unixMs } from '../instant.ts'
import type { Sealed } from '../sealing.ts'
import { NOTHING_YET, type State } from '../state.ts'
import { type AlertLives, alertLives } from './alert-times.ts'
import { type Births, birthsAfter } from './births.ts'
import { byteSum } from './byte-sum.ts'
import { type Fingerprints, fingerprintsSince } from './fingerprints.ts'
import { type HoldLives, holdLives } from './hold-lives.ts'
import { type Outages, outagesAfter } from './outages.ts'
import { overlapMs, type Period } from './period.ts'
import { type Said, saidByPeople } from './said-by-people.ts'

/** Where a pipeline's ledger stands in a period: between the last entry before it and the last one in it. */
export interface Gathered {
  /** State before the period and at its end. */
  readonly before: State
  readonly at: State
  readonly kinds: ReadonlyMap<string, number>
  readonly recordedBytes: ReturnType<typeof byteSum>
  readonly births: Births
  readonly outages: Outages
  readonly uncoveredMs: number
  readonly fingerprints: Fingerprints
  readonly alerts: AlertLives
  readonly holds: HoldLives
  readonly said: Said
  /** Since when there is a complete answer, at the earliest the period's beginning; null where there is none. */
  readonly observedFrom: Instant | null
  /** When its source said that it is gone; null where it is there. */
  readonly removedAt: Instant | null
  readonly entries: number
  readonly first: Sealed | undefined
  /** The last entry before the period's end: in it or before it. */
  readonly last: Sealed | undefined
}

export interface PipelineFold {
  /** Each entry of the period once, in their order. */
  readonly add: (sealed: Sealed) => void
  readonly gathered: () => Gathered
}

/** Folds the entries of one pipeline in a period. `before`: the last entry before it; `reasons`: of approvals that were given before. */
export function pipelineFold(
  period: Period,
  before: Sealed | undefined,
  reasons: ReadonlyMap<string, string | null>,
): PipelineFold {
  const state = before?.state ?? NOTHING_YET
  const kinds = new Map<string, number>()
  const recordedBytes = byteSum()
  const births = birthsAfter(state.newest)
  const outages = outagesAfter(state)
  const fingerprints = fingerprintsSince(state)
  const alerts = alertLives()
  const holds = holdLives(state)
  const people = saidByPeople(reasons)
  let observedFrom: Instant | null = state.observed ? period.from : null
  let removedAt: Instant | null = state.removed ? (before?.entry.at ?? null) : null
  let uncoveredMs = 0
  let entries = 0
  let first: Sealed | undefined
  let last = before
  return {
    add: (sealed) => {
      const { entry } = sealed
      for (const event of entry.events) {
        kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
        if (event.kind === 'checkpoint-recorded') {
          const checkpoint = checkpointIn(event)
          recordedBytes.add(checkpoint.size)
          births.add(checkpoint)
        }
        if (event.kind === 'coverage-gap') uncoveredMs += gapMs(event, period)
        if (isCause(event.kind)) removedAt = entry.at
      }
      if (!sealed.state.removed) removedAt = null
      for (const part of [outages, fingerprints, alerts, holds, people]) part.add(entry)
      if (sealed.state.observed) observedFrom ??= entry.at
      entries += 1
      first ??= sealed
      last = sealed
    },
    gathered: () => ({
      before: state,
      at: last?.state ?? NOTHING_YET,
      kinds,
      recordedBytes,
      births,
      outages,
      uncoveredMs,
      fingerprints,
      alerts,
      holds,
      said: people.all(),
      observedFrom,
      removedAt,
      entries,
      first,
      last,
    }),
  }
}

/** What of a gap lies in the period: of several holes in one gap their sum, as far as there is room for it. */
function gapMs(event: LedgerEvent, period: Period): number {
  const [from, to] = [instantIn(event, 'from'), instantIn(event, 'to')]
  const ms = overlapMs(period, from, to)
  return unixMs(from) < unixMs(period.from) || to > period.to
    ? Math.min(ms, Number(textIn(event, 'seconds')) * 1_000)
    : Number(textIn(event, 'seconds')) * 1_000
}
