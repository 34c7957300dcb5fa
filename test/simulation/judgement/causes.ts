import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { ListedPipeline } from '../../../lambdas/domain/standing.ts'
import type { Life, Tick } from '../life.ts'
import type { Deed } from '../world.ts'
import { deedsBetween, lastShownMs, type View, viewOf } from './view.ts'

/** Every cause that is told is true, and every cause that the source named is told. */
export function wrongCausesOf(life: Life): readonly string[] {
  return life.names.flatMap((ledger) => [...untrueCauses(life, ledger), ...unnamedCauses(life, ledger)])
}

const DEEDS: { readonly [cause: string]: readonly Deed['kind'][] } = {
  'storage-cleared': ['cleared'],
  'pipeline-removed': ['deleted'],
  'pipeline-recreated': ['created'],
  'pipeline-renamed': ['renamed'],
  standby: ['standby', 'promoted'],
  pulled: ['pulled'],
}

function untrueCauses(life: Life, ledger: string): readonly string[] {
  const name = ledger.slice('prod/'.length)
  return life.entries(ledger).flatMap(({ entry }) =>
    entry.events.flatMap(({ kind, uuid, data }) => {
      const cause = data['cause']
      const isEnding = kind === 'checkpoint-cleared' || kind === 'checkpoint-retired'
      if (!isEnding || uuid === undefined || typeof cause !== 'string') return []
      const atMs = Date.parse(entry.at)
      const kinds = DEEDS[cause] ?? []
      // Without a list, a renamed pipeline is a name that is unknown from then on.
      const alike: readonly Deed['kind'][] =
        cause === 'pipeline-removed' && !wasListed(life, ledger, entry.seq) ? ['renamed'] : []
      // While the source says so, whatever is gone is retired by it (CONTRACT §9).
      if (cause === 'standby' && saidStandby(life, ledger, entry.seq)) return []
      const sinceMs = lastShownMs(life, name, uuid, entry.seq)
      return deedsBetween(life, name, [...kinds, ...alike], sinceMs, atMs).length > 0
        ? []
        : [`${ledger} ${entry.seq} ${entry.at}: ${kind} ${uuid} by ${cause}, and there was none`]
    }),
  )
}

/** Where the first list of a clear run named the cause, all that was listed ends by it, unless the feed knows better. */
function unnamedCauses(life: Life, ledger: string): readonly string[] {
  return life.ticks.flatMap((tick) => {
    const view = viewOf(life, tick, ledger)
    if (view.isContested || view.believed.length === 0) return []
    const cause = causeIn(view, tick)
    if (cause === null) return []
    return view.believed.flatMap(({ uuid }) => {
      const ending = view.events.find((event) => event.uuid === uuid && ENDINGS.has(event.kind))
      if (ending === undefined) return [`${ledger} run ${tick.run}: ${uuid} is still listed after ${cause}`]
      // What was truly lost before was not there to be cleared, and two answers may have shown that.
      const isLost = ending.kind === 'checkpoint-missing' && wasLost(life, uuid, tick)
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
  return kind === 'checkpoint-cleared' && data['cause'] === cause
}

function wasLost({ world }: Life, uuid: Uuid, { shown }: Tick): boolean {
  const sinceMs = shown[0]?.atMs ?? Number.NEGATIVE_INFINITY
  return world.deeds.some(
    ({ kind, uuids, atMs }) => kind === 'lost' && atMs < sinceMs && uuids.includes(uuid),
  )
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

function wasListed({ ticks }: Life, ledger: string, seq: number): boolean {
  const tick = ticks.find(({ after }) => (after.get(ledger) ?? 0) >= seq)
  return tick?.shown.every((one) => one.kind !== 'list' || one.pipelines !== undefined) ?? false
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
