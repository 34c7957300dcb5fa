import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { Listing } from '../../../lambdas/domain/finding.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import type { Listed } from '../../../lambdas/domain/state.ts'
import type { Life, Tick } from '../life.ts'
import type { ShownFeed } from '../shown.ts'
import { type Deed, firstNameOf } from '../world.ts'

/** One look at a pipeline's checkpoints, by whatever way. */
export interface Sight {
  readonly atMs: number
  readonly way: 'asked' | 'list' | 'feed'
  readonly list: Listing
  readonly isTrue: boolean
  /** Of a stopped one: since when it is. */
  readonly stoppedMs?: number
}

/** One run and one pipeline: what was shown of it, and what its ledger became. */
export interface View {
  readonly run: number
  readonly name: string
  readonly isContested: boolean
  /** What the ledger believed to be listed before. */
  readonly believed: readonly Listed[]
  readonly wasObserved: boolean
  /** What had ended before, and was not listed again. */
  readonly ended: ReadonlySet<Uuid>
  readonly epoch: string | null
  readonly entries: readonly Sealed[]
  readonly events: readonly LedgerEvent[]
  readonly tick: Tick
  /** Complete lists in the order in which they were answered: of the pipeline, or of its source where it is stopped. */
  readonly sights: readonly Sight[]
  /** Every question about it was answered completely and truly, about one and the same start of it. */
  readonly isClear: boolean
}

// Each part of the judgement looks at each run of each ledger.
const views = new WeakMap<Life, Map<string, View>>()

export function viewOf(life: Life, tick: Tick, ledger: string): View {
  const its = views.get(life) ?? new Map<string, View>()
  views.set(life, its)
  const key = `${tick.run} ${ledger}`
  const view = its.get(key) ?? viewedOf(life, tick, ledger)
  its.set(key, view)
  return view
}

function viewedOf(life: Life, tick: Tick, ledger: string): View {
  const name = ledger.slice('prod/'.length)
  const all = life.entries(ledger)
  const before = all[(tick.before.get(ledger) ?? 0) - 1]
  const entries = all.slice(tick.before.get(ledger) ?? 0, tick.after.get(ledger) ?? 0)
  const sights = sightsIn(tick, name)
  return {
    run: tick.run,
    name,
    isContested: tick.isContested,
    believed: before?.state.listed ?? [],
    ended: endedBefore(all.slice(0, tick.before.get(ledger) ?? 0)),
    wasObserved: before?.state.observed ?? false,
    epoch: before?.state.epoch ?? null,
    entries,
    events: entries.flatMap(({ entry }) => entry.events),
    tick,
    sights,
    isClear:
      sights.every(({ isTrue }) => isTrue) &&
      !hasFailure(tick, name, life.settings.trouble.hasList) &&
      deploymentsIn(tick, name).size <= 1,
  }
}

function endedBefore(entries: readonly Sealed[]): ReadonlySet<Uuid> {
  const ended = new Set<Uuid>()
  for (const { uuid, kind } of entries.flatMap(({ entry }) => entry.events)) {
    if (uuid === undefined) continue
    if (kind === 'checkpoint-reappeared') ended.delete(uuid)
    if (ENDINGS.has(kind)) ended.add(uuid)
  }
  return ended
}

const ENDINGS: ReadonlySet<string> = new Set([
  'checkpoint-retired',
  'checkpoint-missing',
  'checkpoint-cleared',
])

export function sightsIn(tick: Tick, name: string): readonly Sight[] {
  return tick.shown.flatMap((one): readonly Sight[] => {
    const { atMs } = one
    if (one.kind === 'checkpoints') {
      if (one.name !== name || typeof one.said === 'string') return []
      return [{ atMs, way: 'asked', list: one.said, isTrue: one.isTrue }]
    }
    if (one.kind === 'feed') return []
    const listed = one.pipelines?.find((pipeline) => pipeline.name === name)
    if (listed?.deploymentStatus !== 'Stopped' || listed.storageStatus !== 'InUse') return []
    if (listed.details?.kind !== 'listed') return []
    const stoppedMs = Date.parse(listed.statusSince ?? '')
    return [{ atMs, way: 'list', list: listed.details.checkpoints, isTrue: !one.wrong.has(name), stoppedMs }]
  })
}

/** The starts of it that the lists of a run show; `none` where it has none. */
function deploymentsIn({ shown }: Tick, name: string): ReadonlySet<string> {
  return new Set(
    shown.flatMap((one) =>
      one.kind === 'list' && one.pipelines !== undefined
        ? [one.pipelines.find((pipeline) => pipeline.name === name)?.deploymentId ?? 'none']
        : [],
    ),
  )
}

function hasFailure({ shown }: Tick, name: string, hasList: boolean): boolean {
  return shown.some((one) => {
    if (one.kind === 'list') return hasList && one.pipelines === undefined
    if (one.kind === 'feed') return false
    return one.name === name && typeof one.said === 'string'
  })
}

/**
 * When the ledger's recorder was last truly shown the checkpoint before the run that recorded the entry. Where only that run's
 * feed shows it: when it was first listed there; else when anything of the pipeline was last shown.
 */
export function lastShownMs(life: Life, name: string, uuid: Uuid, seq: number): number {
  const run = life.ticks.find(({ after }) => (after.get(`prod/${name}`) ?? 0) >= seq)
  const beforeMs = run?.shown[0]?.atMs ?? Number.POSITIVE_INFINITY
  const shownMs = shownBefore(life, name, uuid, beforeMs)
  if (shownMs !== Number.NEGATIVE_INFINITY) return shownMs
  const told = (run?.shown ?? []).flatMap((one) =>
    one.kind === 'feed' && one.name === name ? listedAt(one, uuid) : [],
  )
  return told.length > 0 ? Math.min(...told) : shownBefore(life, name, null, beforeMs)
}

/** When a feed truly listed it. */
function listedAt({ lists, wrong }: ShownFeed, uuid: Uuid | null): readonly number[] {
  return (lists ?? []).flatMap((list) =>
    !wrong.has(list) && list.checkpoints !== undefined && has(list.checkpoints, uuid)
      ? [Date.parse(list.recordedAt)]
      : [],
  )
}

/** When an answer of any kind last showed it truly, before that time. */
export function lastTrulyShownMs(life: Life, name: string, uuid: Uuid, beforeMs: number): number {
  return shownBefore(life, name, uuid, beforeMs)
}

/** null: any. */
function shownBefore(life: Life, name: string, uuid: Uuid | null, beforeMs: number): number {
  const seen = life.ticks.flatMap((tick) =>
    tick.shown.flatMap((one): readonly number[] => {
      if (one.kind === 'list') return []
      if (one.name !== name || one.atMs >= beforeMs) return []
      if (one.kind === 'checkpoints')
        return one.isTrue && typeof one.said !== 'string' && has(one.said, uuid) ? [one.atMs] : []
      return listedAt(one, uuid).filter((atMs) => atMs < beforeMs)
    }),
  )
  const listed = life.ticks.flatMap((tick) =>
    sightsIn(tick, name).flatMap(({ way, atMs, list, isTrue }) =>
      way === 'list' && isTrue && atMs < beforeMs && has(list, uuid) ? [atMs] : [],
    ),
  )
  return [...seen, ...listed].reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
}

export function has(list: Listing, uuid: Uuid | null): boolean {
  return uuid === null || list.some((one) => one.uuid === uuid)
}

export function deedsBetween(
  { world }: Life,
  name: string,
  kinds: readonly Deed['kind'][],
  fromMs: number,
  toMs: number,
): readonly Deed[] {
  return world.deeds.filter(
    (deed) =>
      deed.whose === firstNameOf(name) &&
      kinds.includes(deed.kind) &&
      deed.atMs >= fromMs &&
      deed.atMs <= toMs,
  )
}

/** What the source names, if it is asked in time: then what is gone is no loss. */
export const NAMED = ['cleared', 'deleted', 'created', 'renamed', 'standby', 'promoted', 'pulled'] as const
