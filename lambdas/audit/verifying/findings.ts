import type { Finding, Report } from '../report.ts'

/** What an audit collects on its way. It never stops at the first thing that is broken. */
export interface Findings {
  readonly broken: (where: string, what: string) => void
  readonly unproven: (what: string) => void
  readonly proven: (what: string) => void
  /** How many things are broken so far: what is told as proven of a part must not be, where that part added to them. */
  readonly count: () => number
  readonly report: () => Report
}

// A record that was replaced as a whole is a finding per entry: so many say enough, and of the others how many there are.
const MOST = 1_000

export function createFindings(): Findings {
  const broken: Finding[] = []
  const unproven: string[] = []
  const proven: string[] = []
  let more = 0
  return {
    broken: (where, what) => {
      if (broken.length < MOST) broken.push({ where, what })
      else more += 1
    },
    unproven: (what) => void unproven.push(what),
    proven: (what) => void proven.push(what),
    count: () => broken.length + more,
    report: () => ({
      broken: more === 0 ? broken : [...broken, { where: '…', what: `${more} further findings` }],
      unproven,
      proven,
    }),
  }
}

/** `1 entry`, `2 entries`. */
export function counted(count: number | bigint, one: string, many: string): string {
  return `${count} ${count === 1 || count === 1n ? one : many}`
}
