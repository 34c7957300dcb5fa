import { isTimed, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { ListedPipeline } from '../../../lambdas/domain/standing.ts'
import type { Life, Tick } from '../life.ts'
import type { Deed } from '../world.ts'
import { lackedTwiceMs, lastShownAtAllMs } from './naming.ts'
import { looksPulled } from './pulled.ts'
import { lastShownMs, lastTrulyShownMs, showingsOf } from './showings.ts'
import { deedsBetween, has, NAMED, sightsIn, type View, viewOf } from './view.ts'

export interface Causes {
  readonly wrong: readonly string[]
  /** Told as pulled, and not; but all that was shown looks just so (pulled.ts). */
  readonly alike: number
}

/** Every cause that is told is true, and every cause that the source named is told. */
export function causesOf(life: Life): Causes {
  const untrue = life.names.map((ledger) => untrueCauses(life, ledger))
  return {
    wrong: [
      ...untrue.flatMap(({ wrong }) => wrong),
      ...life.names.flatMap((ledger) => unnamedCauses(life, ledger)),
    ],
    alike: untrue.reduce((sum, { alike }) => sum + alike, 0),
  }
}

const DEEDS: { readonly [cause: string]: readonly Deed['kind'][] } = {
  'storage-cleared': ['cleared'],
  'pipeline-removed': ['deleted'],
  'pipeline-recreated': ['created'],
  'pipeline-renamed': ['renamed'],
  standby: ['standby', 'promoted'],
  pulled: ['pulled'],
}

function untrueCauses(life: Life, ledger: string): Causes {
  const name = ledger.slice('prod/'.length)
  let unknowable = 0
  const wrong = life.entries(ledger).flatMap(({ entry }) =>
    entry.events.flatMap(({ kind, uuid, data }) => {
      const cause = data['cause']
      const isEnding = kind === 'checkpoint-cleared' || kind === 'checkpoint-retired'
      if (!isEnding || uuid === undefined || typeof cause !== 'string') return []
      const atMs = Date.parse(entry.at)
      const kinds = DEEDS[cause] ?? []
      // Without a list, or with none that ever named its id, a renamed pipeline is a name that is unknown from then on.
      const alike: readonly Deed['kind'][] =
        cause === 'pipeline-removed' && !wasListed(life, ledger, entry.seq) ? ['renamed'] : []
      // While the source says so, whatever is gone is retired by it (CONTRACT §9).
      if (cause === 'standby' && saidStandby(life, ledger, entry.seq)) return []
      // Told by the feed, and told to be back by the same entry, it may well have been shown since: it was there before that, and again behind it.
      const isBack = entry.events.some(
        (other) => other.kind === 'checkpoint-reappeared' && other.uuid === uuid,
      )
      const sinceMs =
        isBack && data['via'] === 'events'
          ? Math.min(...showingsOf(life, name, uuid))
          : lastShownMs(life, name, uuid, entry.seq)
      if (deedsBetween(life, name, [...kinds, ...alike], sinceMs, atMs).length > 0) return []
      if (cause === 'pulled' && isAlike(life, ledger, entry.seq, sinceMs)) {
        unknowable += 1
        return []
      }
      return [`${ledger} ${entry.seq} ${entry.at}: ${kind} ${uuid} by ${cause}, and there was none`]
    }),
  )
  return { wrong, alike: unknowable }
}

/** Begun anew and started twice between two looks, or emptied and started: one checkpoint from before the start, as after a pull. */
function isAlike(life: Life, ledger: string, seq: number, sinceMs: number): boolean {
  const tick = life.ticks.find(({ after }) => (after.get(ledger) ?? 0) >= seq)
  if (tick === undefined) return false
  const view = viewOf(life, tick, ledger)
  // Of two recorders at work, one may have begun with what was answered to the other later.
  const begun = view.sights.slice(0, view.isContested ? undefined : 1)
  return begun.some((_, i) => looksPulled(life, { ...view, sights: view.sights.slice(i) }, sinceMs))
}

/** Where the first list of a clear run named the cause, all that was listed ends by it, unless the feed knows better. */
function unnamedCauses(life: Life, ledger: string): readonly string[] {
  return life.ticks.flatMap((tick) => {
    const view = viewOf(life, tick, ledger)
    if (view.isContested || view.believed.length === 0) return []
    const cause = causeIn(view, tick)
    if (cause === null) return []
    return view.believed.flatMap(({ uuid }) => {
      if (cause === 'pipeline-recreated' && isOfTheNew(life, view, uuid)) return []
      const ending = view.events.find((event) => event.uuid === uuid && ENDINGS.has(event.kind))
      if (ending === undefined) return [`${ledger} run ${tick.run}: ${uuid} is still listed after ${cause}`]
      // What was truly lost before was not there to be cleared, and two answers may have shown that.
      const isLost =
        ending.kind === 'checkpoint-missing' &&
        (wasLost(life, view.name, uuid, tick) || wasUnnamedBefore(life, view.name, uuid, tick))
      return isBy(ending, cause) || isLost
        ? []
        : [`${ledger} run ${tick.run}: ${uuid} is ${ending.kind}, not by ${cause}`]
    })
  })
}

const ENDINGS: ReadonlySet<string> = new Set([
  'checkpoint-retired',
  'checkpoint-missing',
  'checkpoint-cleared',
])

function isBy({ kind, data }: LedgerEvent, cause: string): boolean {
  if (data['via'] === 'events') return kind !== 'checkpoint-missing' || data['via'] === 'events'
  // Whose id was not in its ledger yet may all the same be known to be another one: whether that is true is asked above.
  const isAnother = cause === 'storage-cleared' && data['cause'] === 'pipeline-recreated'
  return kind === 'checkpoint-cleared' && (data['cause'] === cause || isAnother)
}

/** As of an alarm (alarms.ts): any loss since it was last shown makes it seem lost, and two answers may have shown that before the cause. */
function wasLost(life: Life, name: string, uuid: Uuid, { shown }: Tick): boolean {
  const firstMs = shown[0]?.atMs ?? Number.NEGATIVE_INFINITY
  const sinceMs = lastTrulyShownMs(life, name, uuid, firstMs)
  return deedsBetween(life, name, ['lost'], Number.NEGATIVE_INFINITY, firstMs).some(
    ({ uuids, atMs }) => atMs >= sinceMs || uuids.includes(uuid),
  )
}

/** Ended by what nobody was told of, and then lacked by two answers: an alarm, and counted as such (alarms.ts). */
function wasUnnamedBefore(life: Life, name: string, uuid: Uuid, { shown }: Tick): boolean {
  const firstMs = shown[0]?.atMs ?? Number.NEGATIVE_INFINITY
  const trulyMs = lastTrulyShownMs(life, name, uuid, firstMs)
  // Shown by nothing but a list that was old in some other point (10003085).
  const sinceMs = trulyMs === Number.NEGATIVE_INFINITY ? lastShownAtAllMs(life, name, uuid, firstMs) : trulyMs
  const twiceMs = lackedTwiceMs(life, name, uuid, sinceMs)
  return twiceMs < firstMs && deedsBetween(life, name, NAMED, sinceMs, twiceMs).length > 0
}

/** Shown only since the other pipeline of this name was there: it is that one's. By what truly happened, and so no excuse for what was told wrongly. */
function isOfTheNew({ world, ticks }: Life, { name, run }: View, uuid: Uuid): boolean {
  const before = ticks.filter((tick) => tick.run < run)
  const looks = before.flatMap((tick) => sightsIn(tick, name)).filter(({ list }) => has(list, uuid))
  const [first] = looks
  const created = world.deeds.filter((deed) => deed.kind === 'created' && deed.name === name)
  return first !== undefined && created.some(({ atMs }) => atMs < first.atMs && isLaterThan(uuid, atMs))
}

function isLaterThan(uuid: Uuid, atMs: number): boolean {
  return isTimed(uuid) && Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) > atMs
}

function causeIn(view: View, tick: Tick): string | null {
  const first = tick.shown.find((one) => one.kind === 'list')
  if (first?.kind !== 'list' || first.pipelines === undefined) return null
  const named = first.pipelines.find(({ name }) => name === view.name)
  if (named === undefined) {
    const isElsewhere = view.epoch !== null && first.pipelines.some(({ id }) => id === view.epoch)
    return isElsewhere ? 'pipeline-renamed' : null
  }
  if (view.epoch !== null && named.id !== view.epoch) return 'pipeline-recreated'
  return isClearedAndStopped(named) ? 'storage-cleared' : null
}

function isClearedAndStopped({ storageStatus, deploymentStatus }: ListedPipeline): boolean {
  return deploymentStatus === 'Stopped' && (storageStatus === 'Cleared' || storageStatus === 'Clearing')
}

function wasListed({ ticks, world }: Life, ledger: string, seq: number): boolean {
  const tick = ticks.find(({ after }) => (after.get(ledger) ?? 0) >= seq)
  if (tick === undefined) return false
  const name = ledger.slice('prod/'.length)
  // A list of before the last one of this name was created named another one's.
  const createdMs = world.deeds
    .filter(
      ({ kind, name: its, atMs }) => kind === 'created' && its === name && atMs < (tick.shown[0]?.atMs ?? 0),
    )
    .reduce((last, { atMs }) => Math.max(last, atMs), Number.NEGATIVE_INFINITY)
  const isIdKnown = ticks.some(
    ({ run, shown }) =>
      run < tick.run &&
      shown.some(
        (one) =>
          one.kind === 'list' &&
          one.atMs > createdMs &&
          one.pipelines?.some((listed) => listed.name === name),
      ),
  )
  return isIdKnown && tick.shown.every((one) => one.kind !== 'list' || one.pipelines !== undefined)
}

function saidStandby({ ticks }: Life, ledger: string, seq: number): boolean {
  const tick = ticks.find(({ after }) => (after.get(ledger) ?? 0) >= seq)
  return (tick?.shown ?? []).some(
    (one) =>
      one.kind === 'list' &&
      one.pipelines?.some(
        ({ name, deploymentStatus }) => `prod/${name}` === ledger && deploymentStatus === 'Standby',
      ) === true,
  )
}
