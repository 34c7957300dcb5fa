import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life, Tick } from '../life.ts'
import type { Excuses } from './excuses.ts'
import { isNamed, lackedTwiceMs, lastShownAtAllMs } from './naming.ts'
import { looksPulled } from './pulled.ts'
import { listsOf } from './showings.ts'
import { hostsOf, keptOf, LIST_LAGS_MS, largestGroup, newerThan, suspects } from './suspects.ts'
import { deedsBetween, has, looksIn, NAMED, type Sight, type View, viewOf } from './view.ts'

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
  /** Lacked by lists of which a host may be away; or while something else was confirmed by one of another start, or by one empty list. */
  readonly isFaint: boolean
}

/** By the contract's rule alone: what was believed, and two answers show gone with too few newer ones, must be told. */
export function lossesOf(life: Life, excuses: Excuses): Losses {
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
    const { due, unknown } = debtsOf(life, ledger, excuses)
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

/**
 * Of several hosts the list shows no logical checkpoint on all: one host may be away, and what it holds is no loss before a second run
 * lacks it, too (README, Limits). That host away, or its checkpoints lost and it back: the answers are the same to the letter, and only the
 * first list that shows them all says which. Where that one shows rotation, nobody can say that it was a loss before (10826, 10388).
 */
function mayLackAHost(life: Life, { name }: View, { list }: Sight): boolean {
  const hosts = hostsOf(life, name)
  return hosts > 1 && list.length > 0 && largestGroup(list) < hosts
}

function debtsOf(
  life: Life,
  ledger: string,
  excuses: Excuses,
): { readonly due: readonly Debt[]; readonly unknown: ReadonlySet<Uuid> } {
  const unknown = new Set<Uuid>()
  const due = new Map<Uuid, Debt>()
  let pending: readonly Debt[] = []
  let seenMs = Number.NEGATIVE_INFINITY
  for (const tick of life.ticks) {
    const view = viewOf(life, tick, ledger)
    const [first] = view.sights
    const last = view.sights.at(-1)
    if (view.isContested && excuses.has('contested')) {
      // Another recorder has ended it, by an answer that need not have shown a loss; what else was answered was discarded. What was shown again is
      // judged anew (10417001).
      pending = pending.filter(
        ({ uuid }) =>
          !view.events.some((event) => event.uuid === uuid) &&
          !isShownBehind(tick, view.name, uuid, Number.NEGATIVE_INFINITY),
      )
      // Whoever looked first: what the feed notes behind that is no history.
      if (first?.isTrue === true && seenMs === Number.NEGATIVE_INFINITY) seenMs = first.atMs
      continue
    }
    if (first === undefined || last === undefined) continue
    const untilMs = last.atMs
    const isExplained =
      excuses.has('named') && deedsBetween(life, view.name, NAMED, seenMs, untilMs).length > 0
    pending = isExplained
      ? []
      : pending.filter(({ uuid }) => !isShownBehind(tick, view.name, uuid, Number.NEGATIVE_INFINITY))
    const isPulled = excuses.has('pulled') && looksPulled(life, view, seenMs)
    if (first.isTrue) {
      for (const debt of pending) {
        // An answer of another start that looks pulled shows no loss of what was there before it.
        // What only an answer of another start, a single empty one, or some without a host lacked is classified by the next run's first answer.
        const isShown =
          !isPulled && (!debt.isFaint || newerThan(life, first.list, debt.uuid) < keptOf(life, view))
        if (isShown) due.set(debt.uuid, debt)
        else unknown.add(debt.uuid)
      }
      pending = []
    }
    if (view.sights.every(({ isTrue }) => isTrue) && !isExplained) {
      const isHostless = view.sights.every((sight) => mayLackAHost(life, view, sight))
      const isWhole =
        view.isClear && view.sights.length === 1 + life.settings.confirmAfterMs.length && !isHostless
      const suspected = suspects(life, view, tick, seenMs, excuses)
      for (const uuid of suspected.unknown) unknown.add(uuid)
      for (const { uuid, from, lackedMs } of suspected.shown) {
        if (excuses.has('named-since') && isNamedFirst(life, view, uuid, seenMs)) {
          unknown.add(uuid)
          continue
        }
        if (excuses.has('rotated') && hadRotated(life, view, uuid, lackedMs)) {
          unknown.add(uuid)
          continue
        }
        const whole = view.sights.find((sight) => !mayLackAHost(life, view, sight))
        if (
          from === 'first' &&
          whole !== undefined &&
          newerThan(life, whole.list, uuid) >= keptOf(life, view)
        ) {
          unknown.add(uuid)
          continue
        }
        if (isPulled) {
          unknown.add(uuid)
          continue
        }
        const debt = {
          uuid,
          since: view.run,
          isFaint: excuses.has('faint') && (isHostless || (from === 'later' && isFaint(life, view, uuid))),
        }
        const isShownTwice = (from === 'first' && isWhole) || (from === 'feed' && view.isClear)
        if (isShownTwice) due.set(uuid, debt)
        else if (!due.has(uuid) && !isShownBehind(tick, view.name, uuid, lackedMs))
          pending = [...pending, debt]
      }
    }
    if (first.isTrue) seenMs = untilMs
  }
  return { due: [...due.values()], unknown }
}

/**
 * A confirming answer that lacks what the ones before it showed is as good as any first one. Not so a single empty list, nor one of another
 * start or of a stop, whose list may be old; nor one of several hosts, of which one may be away.
 */
function isFaint(life: Life, { name, sights, isOfOneStart }: View, uuid: Uuid): boolean {
  const lacking = sights.filter(({ list }) => !has(list, uuid))
  return (
    hostsOf(life, name) > 1 ||
    !isOfOneStart ||
    lacking.every(({ list, way }) => list.length === 0 || way === 'list')
  )
}

/** Back before the run is over, in a list of a stop as well: it is told of what is there, and what a later run lacks that one judges anew (10238183, 10246730). */
function isShownBehind(tick: Tick, name: string, uuid: Uuid, lackedMs: number): boolean {
  return looksIn(tick, name).some(({ atMs, list }) => atMs > lackedMs && has(list, uuid))
}

/**
 * Its source's list, or the feed's, of between the last one that showed it and the first look that lacks it has as many newer ones as are kept: it may
 * have been collected then (9480145). What the source's list, or the feed, shows again soon behind that may be older than it (10625760).
 */
function hadRotated(life: Life, view: View, uuid: Uuid, lackedMs: number): boolean {
  const lists = listsOf(life, view.name).filter(({ atMs }) => atMs < lackedMs)
  const showing = lists.filter(({ list }) => has(list, uuid))
  return lists.some(
    ({ atMs, list }) =>
      !has(list, uuid) &&
      newerThan(life, list, uuid) >= keptOf(life, view) &&
      showing.every((one) => one.atMs < atMs || (!one.isOwn && one.atMs <= atMs + LIST_LAGS_MS)),
  )
}

/**
 * Named, by whatever answer of this run, after anything last showed it: it was cleared for all that anybody can say. (Lost in the storage of
 * a stopped pipeline, whose list goes on showing it, and cleared with all else: to the letter the same as cleared alone, 300445.)
 */
function isNamedFirst(life: Life, { name, tick }: View, uuid: Uuid, seenMs: number): boolean {
  const untilMs = tick.shown.at(-1)?.atMs ?? seenMs
  const shownMs = lastShownAtAllMs(life, name, uuid, untilMs)
  const firstLackedMs = lackedTwiceMs(life, name, uuid, shownMs)
  return (
    deedsBetween(life, name, NAMED, shownMs, firstLackedMs).length > 0 &&
    isNamed(life, name, shownMs, untilMs, 'any')
  )
}
