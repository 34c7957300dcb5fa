import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life } from '../life.ts'
import { keptOf, newerThan, type Suspect, suspects } from './suspects.ts'
import { deedsBetween, has, NAMED, type View, viewOf } from './view.ts'

export interface Losses {
  /** Losses that two true and complete answers showed as such. */
  readonly owed: number
  readonly missed: readonly string[]
  /** Shown, but as something lawful would have been shown as well (suspects.ts), and not told. */
  readonly unknowable: number
}

interface Debt {
  readonly uuid: Uuid
  readonly since: number
  readonly from: Suspect['from']
}

/** By the contract's rule alone: what was believed, and two answers show gone with too few newer ones, must be told. */
export function lossesOf(life: Life): Losses {
  const missed: string[] = []
  let owed = 0
  let unknowable = 0
  for (const ledger of life.names) {
    const name = ledger.slice('prod/'.length)
    const told = new Set(
      life
        .entries(ledger)
        .flatMap(({ entry }) => entry.events)
        .flatMap(({ kind, uuid }) => (kind === 'checkpoint-missing' && uuid !== undefined ? [uuid] : [])),
    )
    const { due, unknown } = debtsOf(life, ledger)
    const dueOnes = new Set(due.map(({ uuid }) => uuid))
    unknowable += [...unknown].filter((uuid) => !told.has(uuid) && !dueOnes.has(uuid)).length
    for (const debt of due) {
      owed += 1
      if (!told.has(debt.uuid))
        missed.push(`${ledger} run ${debt.since}: ${debt.uuid} of ${name} was lost and nobody was told`)
    }
  }
  return { owed, missed, unknowable }
}

function debtsOf(
  life: Life,
  ledger: string,
): { readonly due: readonly Debt[]; readonly unknown: ReadonlySet<Uuid> } {
  const unknown = new Set<Uuid>()
  const due = new Map<Uuid, Debt>()
  let pending: readonly Debt[] = []
  let seenMs = Number.NEGATIVE_INFINITY
  for (const tick of life.ticks) {
    const view = viewOf(life, tick, ledger)
    const [first] = view.sights
    const last = view.sights.at(-1)
    if (first === undefined || last === undefined || view.isContested) continue
    const untilMs = last.atMs
    const isExplained = deedsBetween(life, view.name, NAMED, seenMs, untilMs).length > 0
    pending = isExplained
      ? []
      : pending.filter(({ uuid }) => view.sights.every(({ list }) => !has(list, uuid)))
    const isPulled = looksPulled(life, view, seenMs)
    if (first.isTrue) {
      for (const debt of pending) {
        // An answer of another start that looks pulled shows no loss of what was there before it.
        if (isPulled) unknown.add(debt.uuid)
        // What began while something else was confirmed is classified by the next run's first answer.
        const isShown =
          !isPulled && (debt.from !== 'later' || newerThan(life, first.list, debt.uuid) < keptOf(life, view))
        if (isShown) due.set(debt.uuid, debt)
      }
      pending = []
    }
    if (view.sights.every(({ isTrue }) => isTrue) && !isExplained) {
      const isWhole = view.isClear && view.sights.length === 1 + life.settings.confirmAfterMs.length
      const suspected = suspects(life, view, tick, seenMs)
      for (const uuid of suspected.unknown) unknown.add(uuid)
      for (const { uuid, from } of suspected.shown) {
        if (isPulled) {
          unknown.add(uuid)
          continue
        }
        const debt = { uuid, since: view.run, from }
        const isShownTwice = (from === 'first' && isWhole) || (from === 'feed' && view.isClear)
        if (isShownTwice) due.set(uuid, debt)
        else if (!due.has(uuid)) pending = [...pending, debt]
      }
    }
    if (first.isTrue) seenMs = untilMs
  }
  return { due: [...due.values()], unknown }
}

/**
 * A new start that shows nothing of what was listed, but what was made before it, once per host: by the contract that is a
 * pulled list, and nobody can tell it from a loss. Unless the feed goes from the last look to behind that start: it would have told of
 * the cleared storage that a pull begins with.
 */
function looksPulled({ settings }: Life, { believed, sights, tick, name }: View, seenMs: number): boolean {
  const list = tick.shown.find((one) => one.kind === 'list')
  const its = list?.kind === 'list' ? list.pipelines?.find((pipeline) => pipeline.name === name) : undefined
  const [first] = sights
  if (its?.deploymentId === undefined || first === undefined) return false
  const { deploymentId } = its
  if (believed.some(({ uuid }) => has(first.list, uuid))) return false
  const feed = tick.shown.find((one) => one.kind === 'feed' && one.name === name)
  const noted =
    feed?.kind === 'feed' ? (feed.lists ?? []).map(({ recordedAt }) => Date.parse(recordedAt)) : []
  const startMs = Number.parseInt(deploymentId.slice(0, 8) + deploymentId.slice(9, 13), 16)
  if (noted.some((atMs) => atMs <= seenMs) && noted.some((atMs) => atMs >= startMs)) return false
  const hosts = settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
  const older = first.list.filter(({ uuid }) => uuid < deploymentId).length
  return older > 0 && older <= hosts
}
