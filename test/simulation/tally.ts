import type { Verdict } from './judgement/judge.ts'

/** What many lives came to, per poll period, with and without the feed. Plain data: workers send it to each other. */
export interface Tally {
  readonly rows: readonly TallyRow[]
  /** Seeds of lives that were told wrongly, with what was wrong. */
  readonly wrong: readonly { readonly seed: number; readonly problems: readonly string[] }[]
}

export interface TallyRow {
  readonly periodMs: number
  readonly hasFeed: boolean
  readonly lives: number
  readonly runs: number
  readonly watchedMs: number
  readonly losses: number
  readonly owed: number
  readonly missed: number
  readonly unknowable: number
  readonly alike: number
  readonly alarms: number
  readonly unnamed: number
  readonly overheard: number
  readonly falseAlarms: number
  readonly naiveAlarms: number
}

export const NOTHING_TALLIED: Tally = { rows: [], wrong: [] }

const COUNTED = [
  'runs',
  'watchedMs',
  'losses',
  'owed',
  'missed',
  'unknowable',
  'alike',
  'alarms',
  'unnamed',
  'overheard',
  'falseAlarms',
  'naiveAlarms',
] as const

export function rowOf(verdict: Verdict): Tally {
  const { seed, problems, periodMs, hasFeed } = verdict
  const counts = { ...zero(periodMs, hasFeed), lives: 1 }
  for (const count of COUNTED) counts[count] = verdict[count]
  return { rows: [counts], wrong: problems.length === 0 ? [] : [{ seed, problems }] }
}

export function added(a: Tally, b: Tally): Tally {
  const rows = new Map<string, ReturnType<typeof zero>>()
  for (const row of [...a.rows, ...b.rows]) {
    const key = `${row.periodMs} ${row.hasFeed}`
    const sum = rows.get(key) ?? zero(row.periodMs, row.hasFeed)
    sum.lives += row.lives
    for (const count of COUNTED) sum[count] += row[count]
    rows.set(key, sum)
  }
  return { rows: [...rows.values()], wrong: [...a.wrong, ...b.wrong] }
}

function zero(periodMs: number, hasFeed: boolean) {
  return {
    periodMs,
    hasFeed,
    lives: 0,
    runs: 0,
    watchedMs: 0,
    losses: 0,
    owed: 0,
    missed: 0,
    unknowable: 0,
    alike: 0,
    alarms: 0,
    unnamed: 0,
    overheard: 0,
    falseAlarms: 0,
    naiveAlarms: 0,
  }
}

const DAY_MS = 86_400_000

/** A table for docs/figures.md; a day is a day of one watched pipeline. */
export function figuresOf({ rows }: Tally): readonly string[] {
  const sorted = rows.toSorted((a, b) => a.periodMs - b.periodMs || Number(b.hasFeed) - Number(a.hasFeed))
  return [
    '| poll | feed | lives | pipeline days | lost | owed | told | missed | unknowable | causes alike | alarms | of unnamed causes | of overheard ones | false | false a day | naive a day |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...sorted.map((row) => {
      const days = row.watchedMs / DAY_MS
      const cells = [
        `${row.periodMs / 1_000} s`,
        row.hasFeed ? 'with' : 'without',
        row.lives,
        days.toFixed(1),
        row.losses,
        row.owed,
        row.owed - row.missed,
        row.missed,
        row.unknowable,
        row.alike,
        row.alarms,
        row.unnamed,
        row.overheard,
        row.falseAlarms,
        (row.falseAlarms / days).toFixed(4),
        (row.naiveAlarms / days).toFixed(1),
      ]
      return `| ${cells.join(' | ')} |`
    }),
  ]
}
