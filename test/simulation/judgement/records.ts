import { isTimed, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { evolve } from '../../../lambdas/domain/evolve.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import type { Life, Tick } from '../life.ts'
import { has, type Sight, viewOf } from './view.ts'

/** What must be true of every ledger, whatever happened: every checkpoint once, a dense chain, a state that is the fold. */
export function unsoundnessOf(life: Life): readonly string[] {
  return [
    ...life.lines.flatMap((line) =>
      line.name === 'pipeline-failed' ? [`${line.pipeline}: failed: ${line.error}`] : [],
    ),
    ...life.names.flatMap((ledger) => [
      ...brokenChain(life, ledger),
      ...wrongAlerts(life, ledger),
      ...unrecorded(life, ledger),
      ...glimpsed(life, ledger),
      ...tooOften(life, ledger),
    ]),
    ...brokenChain(life, 'recorder/0'),
  ]
}

function eventsIn(life: Life, ledger: string): readonly LedgerEvent[] {
  return life.entries(ledger).flatMap(({ entry }) => entry.events)
}

function brokenChain(life: Life, ledger: string): readonly string[] {
  const problems: string[] = []
  let state = NOTHING_YET
  let prev = '0'.repeat(64)
  const all = life.entries(ledger)
  for (const [i, { entry }] of all.entries()) {
    if (entry.seq !== i + 1 || entry.prev !== prev) problems.push(`${ledger} ${i + 1} breaks the chain`)
    prev = entry.hash
    state = evolve(state, entry)
  }
  const kept = all.at(-1)?.state ?? NOTHING_YET
  if (JSON.stringify(state) !== JSON.stringify(kept)) problems.push(`${ledger}: the state is not the fold`)
  return problems
}

/** Open is what was raised and not resolved, counted here from the events alone. */
function wrongAlerts(life: Life, ledger: string): readonly string[] {
  const events = eventsIn(life, ledger)
  const count = (kind: LedgerEvent['kind']): number => events.filter((event) => event.kind === kind).length
  const open = count('alert-raised') - count('alert-resolved')
  const kept = life.entries(ledger).at(-1)?.state.alerts.length ?? 0
  return open === kept ? [] : [`${ledger}: ${open} alerts are open by its events, ${kept} by its state`]
}

/** Every checkpoint that an answer showed, the feed's included; of a contested run only what a later one showed as well. */
function unrecorded(life: Life, ledger: string): readonly string[] {
  const recorded = new Set(
    eventsIn(life, ledger).flatMap(({ kind, uuid }) => (kind === 'checkpoint-recorded' ? [uuid] : [])),
  )
  const name = ledger.slice('prod/'.length)
  const problems = new Map<Uuid, string>()
  for (const tick of life.ticks) {
    if (tick.isContested) continue
    // Later lists of a run are asked for by those who doubt; an untrue answer may show anything.
    const { sights } = viewOf(life, tick, ledger)
    const firstListMs = tick.shown.find(({ kind }) => kind === 'list')?.atMs
    // What was noted since the first look is for the next run to record.
    const used = sights.filter((sight) =>
      sight.way === 'asked' ? sight.isTrue && isOfFirstStart(tick, name, sight) : sight.atMs === firstListMs,
    )
    const untilMs = sights[0]?.atMs ?? Number.POSITIVE_INFINITY
    const feeds = tick.shown.flatMap((one) =>
      one.kind === 'feed' && one.name === name
        ? (one.lists ?? []).filter(({ recordedAt }) => Date.parse(recordedAt) < untilMs)
        : [],
    )
    const lists = [
      ...used.map(({ list, way }) => ({ list, way })),
      ...feeds.flatMap(({ checkpoints }) =>
        checkpoints === undefined ? [] : [{ list: checkpoints, way: 'feed' }],
      ),
    ]
    // What a lie contradicts is left to the next run, which may be too late.
    for (const { list, way } of lists)
      for (const { uuid } of list)
        if (!recorded.has(uuid) && !(life.lie !== undefined && has(life.lie.told, uuid)))
          problems.set(uuid, `${ledger} run ${tick.run}: ${uuid} was shown (${way}) and never recorded`)
  }
  return [...problems.values()]
}

/**
 * What the first list of a run showed of it, running or not, though no answer of its own did: recorded once such an answer lacks it and lists two
 * that were made after it. (Where there is a feed, that is heard first; of several hosts more than two are kept.)
 */
function glimpsed(life: Life, ledger: string): readonly string[] {
  const name = ledger.slice('prod/'.length)
  const { births } = life.world
  if (life.settings.trouble.hasFeed || life.settings.pipelines.some(({ hosts }) => hosts > 1)) return []
  const recorded = new Set(
    eventsIn(life, ledger).flatMap(({ kind, uuid }) => (kind === 'checkpoint-recorded' ? [uuid] : [])),
  )
  const settled = life.ticks.filter(({ isContested }) => !isContested)
  const isMadeAfter = (one: Uuid, uuid: Uuid): boolean =>
    isTimed(one) && isTimed(uuid) && one > uuid && (births.get(one) ?? 0) > (births.get(uuid) ?? Number.NaN)
  return settled.flatMap((tick, i) => {
    const first = tick.shown.find(({ kind }) => kind === 'list')
    const its = first?.kind === 'list' ? first.pipelines?.find((one) => one.name === name) : undefined
    if (its?.details?.kind !== 'listed') return []
    const answers = settled
      .slice(i + 1)
      .flatMap((later) =>
        viewOf(life, later, ledger).sights.filter((sight) => isOfFirstStart(later, name, sight)),
      )
      .filter(({ way, isTrue }) => way === 'asked' && isTrue)
    return its.details.checkpoints.flatMap(({ uuid }) => {
      if (recorded.has(uuid) || (life.lie !== undefined && has(life.lie.told, uuid))) return []
      const isPast = answers.some(
        ({ list }) => !has(list, uuid) && list.filter((one) => isMadeAfter(one.uuid, uuid)).length >= 2,
      )
      return isPast
        ? [
            `${ledger} run ${tick.run}: ${uuid} was shown (list, ${its.deploymentStatus ?? '?'}) and never recorded`,
          ]
        : []
    })
  })
}

/** Another start, seen while something was confirmed, is for the next run to record. */
function isOfFirstStart(tick: Tick, name: string, { atMs }: Sight): boolean {
  const firstMs = tick.shown.find(({ kind }) => kind === 'list')?.atMs
  return startAt(tick, name, atMs) === startAt(tick, name, firstMs)
}

/** Which start of it the last list before that time names. */
function startAt({ shown }: Tick, name: string, atMs = 0): string | undefined {
  const list = shown.findLast((one) => one.kind === 'list' && one.pipelines !== undefined && one.atMs <= atMs)
  if (list?.kind !== 'list') return undefined
  return list.pipelines?.find((pipeline) => pipeline.name === name)?.deploymentId
}

/** Recorded once; and it ends once more for every time it is seen again. */
function tooOften(life: Life, ledger: string): readonly string[] {
  const open = new Map<Uuid, boolean>()
  return eventsIn(life, ledger).flatMap(({ kind, uuid }): readonly string[] => {
    if (uuid === undefined) return []
    const isListed = open.get(uuid)
    switch (kind) {
      case 'checkpoint-recorded':
        open.set(uuid, true)
        return isListed === undefined ? [] : [`${ledger}: ${uuid} is recorded twice`]
      case 'checkpoint-reappeared':
        open.set(uuid, true)
        return isListed === false ? [] : [`${ledger}: ${uuid} reappears and had not ended`]
      case 'checkpoint-retired':
      case 'checkpoint-missing':
      case 'checkpoint-cleared':
        open.set(uuid, false)
        return isListed === true ? [] : [`${ledger}: ${uuid} ends and was not listed`]
      default:
        return []
    }
  })
}
