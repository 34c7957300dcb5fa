import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import type { Listed } from '../../../lambdas/domain/state.ts'
import type { Life, Tick } from '../life.ts'
import type { Shown } from '../shown.ts'
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
  /** The lists of the run name one start of it. */
  readonly isOfOneStart: boolean
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
  const believed = before?.state.listed ?? []
  const sights = sightsIn(tick, name).filter((sight) => !isBehindAll(sight, tick, name, believed))
  const isOfOneStart = deploymentsIn(tick, name).size <= 1
  return {
    run: tick.run,
    name,
    isContested: tick.isContested,
    believed,
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
      isOfOneStart,
    isOfOneStart,
  }
}

/**
 * A list behind a look that showed all that was believed, as it was recorded: that look was over, and had brought nothing to confirm (10210722,
 * 10406021).
 */
function isBehindAll(sight: Sight, tick: Tick, name: string, believed: readonly Listed[]): boolean {
  if (tick.isContested || sight.way !== 'list') return false
  const [look] = looksIn(tick, name).toSorted((a, b) => a.atMs - b.atMs)
  if (look === undefined || look.atMs >= sight.atMs) return false
  const shown = new Map(look.list.map(({ uuid, fingerprint }) => [uuid, fingerprint]))
  return believed.every(({ uuid, fingerprint }) => shown.get(uuid) === fingerprint)
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
    if (isForOthers(tick, name, one)) return []
    const listed = one.pipelines?.find((pipeline) => pipeline.name === name)
    if (listed?.deploymentStatus !== 'Stopped' || listed.storageStatus !== 'InUse') return []
    if (listed.details?.kind !== 'listed') return []
    const stoppedMs = Date.parse(listed.statusSince ?? '')
    return [{ atMs, way: 'list', list: listed.details.checkpoints, isTrue: !one.wrong.has(name), stoppedMs }]
  })
}

/** What its source's list showed of one that said itself, asked behind it, that it is stopped: before it began, or on its way to a stop. */
function leftIn({ shown }: Tick, name: string): readonly Sight[] {
  return shown.flatMap((one, i): readonly Sight[] => {
    if (one.kind !== 'list') return []
    const its = one.pipelines?.find((pipeline) => pipeline.name === name)
    if (its?.details?.kind !== 'listed' || !LEAVING.has(its.deploymentStatus)) return []
    const until = shown.findIndex((later, j) => j > i && later.kind === 'list')
    const behind = shown.slice(i, until === -1 ? undefined : until)
    const isSaid = behind.some((a) => a.kind === 'checkpoints' && a.name === name && a.said === 'stopped')
    if (!isSaid) return []
    return [{ atMs: one.atMs, way: 'list', list: its.details.checkpoints, isTrue: !one.wrong.has(name) }]
  })
}

const LEAVING: ReadonlySet<string | undefined> = new Set(['Provisioning', 'Initializing', 'Stopping'])

/** What a look showed of the pipeline: running, stopped, or on its way there. */
export function looksIn(tick: Tick, name: string): readonly Sight[] {
  return [...sightsIn(tick, name), ...leftIn(tick, name)]
}

/**
 * A list that was asked for while others were confirmed: another list since the run's first one showed it running, and nobody asked it then; or
 * its own look was over, and had brought nothing to confirm (9275073). What is not looked at shows nothing, to the letter of the contract (§2:
 * once per watched pipeline, plus its own confirmations).
 */
export function isForOthers(tick: Tick, name: string, list: Shown): boolean {
  const { shown } = tick
  const place = shown.indexOf(list)
  const first = shown.findIndex(({ kind }) => kind === 'list')
  if (place <= first) return false
  if (isUnanswered(tick, name, shown[first])) return true
  const isAskedIn = (those: Tick['shown']): boolean =>
    those.some((other) => other.kind === 'checkpoints' && other.name === name)
  return shown.some((one, i) => {
    if (i <= first || one.kind !== 'list') return false
    const its = one.pipelines?.find((pipeline) => pipeline.name === name)
    if (its === undefined || its.deploymentStatus === 'Stopped') return false
    return i < place ? !isAskedIn(shown.slice(i, place)) : !isAskedIn(shown.slice(place))
  })
}

/** Running by the run's first list, it answered the only recorder with no list of its own. */
function isUnanswered({ shown, isContested }: Tick, name: string, first: Shown | undefined): boolean {
  const its = first?.kind === 'list' ? first.pipelines?.find((pipeline) => pipeline.name === name) : undefined
  const asked = shown.find((one) => one.kind === 'checkpoints' && one.name === name)
  const isRefused = asked?.kind === 'checkpoints' && typeof asked.said === 'string'
  return !isContested && its?.deploymentStatus === 'Running' && isRefused
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
