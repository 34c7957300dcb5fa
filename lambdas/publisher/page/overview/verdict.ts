import type { Alert, Overview } from '../asking/answers.ts'
import { type Described, h } from '../element.ts'
import { icon } from '../icons.ts'
import { ago, counted, duration, grouped, titled } from '../words.ts'
import type { Watched } from './standing.ts'

/** The answer to "is every backup there?", in one sentence. */

interface Verdict {
  readonly tone: 'critical' | 'warning' | 'good' | 'info'
  readonly title: string
  readonly words: string
}

// Two ticks may be dropped while a run confirms a suspicion; a third that is missing is no accident.
const OVERDUE_AFTER_PERIODS = 3
const OVERDUE_AFTER_SECONDS = 60
const NAMED = 3

/** `elapsed`: seconds since the answer was made. */
export function verdictOn(
  overview: Overview,
  pipelines: readonly Watched[],
  firing: readonly Alert[],
  elapsed: number,
): Verdict {
  const overdue = overdueSeconds(overview, elapsed)
  if (overdue !== null) {
    const words = `The last run ended ${ago(overdue)}. Whatever stands below is as old as that; look at the recorder first.`
    return { tone: 'critical', title: 'Nobody is looking', words }
  }
  const there = pipelines.filter(({ standing }) => standing !== 'gone')
  if (there.length === 0)
    return { tone: 'info', title: 'Nothing is watched yet', words: 'The first run will show what there is.' }
  const of = (...standings: readonly Watched['standing'][]) =>
    there.filter(({ standing }) => standings.includes(standing)).length
  const critical = of('critical')
  const open = of('warning', 'unseen', 'late', 'empty')
  const rest = there.length - critical - open
  const fine = rest === 1 ? '1 other is fine' : `${grouped(rest)} others are fine`
  const names = namesOf(there)
  if (critical > 0) {
    const title = critical === 1 ? `${names} is in danger` : `${grouped(critical)} pipelines are in danger`
    const kinds = kindsIn(firing.filter(({ severity }) => severity === 'critical'))
    const who = critical === 1 ? '' : `: ${names}`
    return { tone: 'critical', title, words: `${kinds}${who}. ${fine}.` }
  }
  if (open > 0) {
    const title = open === 1 ? `${names} needs a look` : `${grouped(open)} pipelines need a look`
    const kinds = kindsIn(firing)
    const why =
      kinds === '' ? 'No checkpoint is known to be lost.' : `${kinds}. No checkpoint is known to be lost.`
    return { tone: 'warning', title, words: `${why} ${fine}.` }
  }
  return {
    tone: 'good',
    title: 'Every backup is there',
    words: `${counted(there.length, 'pipeline')}, each with its checkpoints.`,
  }
}

function overdueSeconds(
  { generated_at, last_run, seconds_between_runs }: Overview,
  elapsed: number,
): number | null {
  if (last_run === null) return null
  const age = (Date.parse(generated_at) - Date.parse(last_run.finished_at)) / 1_000 + elapsed
  const limit =
    OVERDUE_AFTER_PERIODS * (seconds_between_runs ?? OVERDUE_AFTER_SECONDS) + OVERDUE_AFTER_SECONDS
  return age > limit ? age : null
}

/** The worst of them by name, and how many more. */
function namesOf(worstFirst: readonly Watched[]): string {
  const [worst] = worstFirst
  const its = worstFirst.filter(({ standing }) => standing === worst?.standing)
  const named = its.slice(0, NAMED).map(({ source, name }) => `${source}/${name}`)
  const more = its.length - named.length
  return `${named.join(', ')}${more === 0 ? '' : ` and ${grouped(more)} more`}`
}

function kindsIn(alerts: readonly Alert[]): string {
  const kinds = [...Map.groupBy(alerts, ({ kind }) => kind)]
  return kinds.map(([kind, its]) => `${titled(kind)}${its.length === 1 ? '' : ` × ${its.length}`}`).join(', ')
}

export function verdictBanner({ tone, title, words }: Verdict): Described {
  const shape = tone === 'good' ? 'good' : tone
  return h(
    'div',
    { class: `verdict ${tone}` },
    h('span', { class: 'verdict-sign' }, icon(shape)),
    h('div', {}, h('h1', {}, title), h('p', {}, words)),
  )
}

/** When was looked last, and how far that look reached. */
export function lookLine({ last_run, log, generated_at }: Overview, elapsed: number): string {
  if (last_run === null) return 'No run has been completed yet.'
  const age = (Date.parse(generated_at) - Date.parse(last_run.finished_at)) / 1_000 + elapsed
  const took = (Date.parse(last_run.finished_at) - Date.parse(last_run.started_at)) / 1_000
  const { listed, unobservable, skipped } = last_run
  const missed = [
    ...(unobservable === 0 ? [] : [`${grouped(unobservable)} not seen`]),
    ...(skipped === 0 ? [] : [`${grouped(skipped)} skipped`]),
  ]
  const reach = `${grouped(listed)} seen${missed.length === 0 ? '' : `, ${missed.join(', ')}`}`
  return `Last run ${ago(age)}, took ${took < 1 ? 'less than 1 s' : duration(took)}: ${reach}. ${grouped(log.size)} entries in the signed log.`
}
