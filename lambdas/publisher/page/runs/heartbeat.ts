/** Runs as a heartbeat: when there was one, and where one was missed. Milliseconds since the Unix epoch. */

export interface Beat {
  readonly run_id: string | null
  readonly shard: string
  readonly started_at: string
  readonly finished_at: string
  readonly unobservable: number
  readonly skipped: number
}

export interface Missed {
  readonly fromMs: number
  readonly toMs: number
  readonly runs: number
}

export interface Row {
  readonly fromMs: number
  readonly beats: readonly Beat[]
  readonly missed: readonly Missed[]
}

export interface Heartbeat {
  /** What runs are usually apart; null where too few are known. */
  readonly periodMs: number | null
  readonly rowMs: number
  /** Newest first. */
  readonly rows: readonly Row[]
  readonly missed: readonly Missed[]
}

const MINUTE = 60_000
const ROWS_MS = [1, 5, 15, 60, 180, 720, 1_440, 10_080].map((minutes) => minutes * MINUTE)
const BEATS_A_ROW = 60
// A tick may come late; only where half a period more has passed was one left out.
const LATE = 1.5
// What a run does behind its end, signing the log, may take some seconds, and a tick that falls into it is dropped as well.
const BEHIND_ITS_END_MS = 10_000

/** `runs`: newest first, as the API gives them. */
export function heartbeatOf(runs: readonly Beat[], nowMs: number): Heartbeat {
  const periodMs = periodOf(runs)
  const rowMs = ROWS_MS.findLast((ms) => periodMs !== null && ms / periodMs <= BEATS_A_ROW) ?? MINUTE
  const missed = periodMs === null ? [] : missedIn(runs, periodMs, nowMs)
  const [newest, oldest] = [runs[0], runs.at(-1)]
  if (newest === undefined || oldest === undefined) return { periodMs, rowMs, rows: [], missed }
  const shiftMs = new Date(nowMs).getTimezoneOffset() * MINUTE
  const rowOf = (ms: number): number => Math.floor((ms - shiftMs) / rowMs) * rowMs + shiftMs
  const rows: Row[] = []
  for (let fromMs = rowOf(nowMs); fromMs >= rowOf(Date.parse(oldest.started_at)); fromMs -= rowMs) {
    const isIn = (ms: number): boolean => ms >= fromMs && ms < fromMs + rowMs
    const beats = runs.filter(({ started_at }) => isIn(Date.parse(started_at)))
    const its = missed.filter(({ fromMs: from, toMs: to }) => from < fromMs + rowMs && to > fromMs)
    if (beats.length > 0 || its.length > 0) rows.push({ fromMs, beats, missed: its })
  }
  return { periodMs, rowMs, rows, missed }
}

/** The median of the times between neighbours of one shard. */
function periodOf(runs: readonly Beat[]): number | null {
  const apart = [...Map.groupBy(runs, ({ shard }) => shard).values()].flatMap((its) =>
    its.slice(1).map((run, i) => Date.parse(its[i]?.started_at ?? '') - Date.parse(run.started_at)),
  )
  const sorted = apart.toSorted((a, b) => a - b)
  return sorted.length < 2 ? null : Math.max(1, sorted[Math.floor(sorted.length / 2)] ?? 1)
}

function missedIn(runs: readonly Beat[], periodMs: number, nowMs: number): readonly Missed[] {
  return [...Map.groupBy(runs, ({ shard }) => shard).values()].flatMap((its) => {
    const starts = [nowMs, ...its.map(({ started_at }) => Date.parse(started_at))]
    return its.flatMap((run, i) => {
      const [next = nowMs, begun] = [starts[i], Date.parse(run.started_at)]
      const ended = Date.parse(run.finished_at)
      // A tick that falls into a running run is dropped, and that is no miss.
      const busy = Math.floor((ended - begun) / periodMs)
      const free = next - begun - busy * periodMs
      const isNow = i === 0
      if (free <= Math.max(periodMs * (isNow ? LATE + 1 : LATE), periodMs + BEHIND_ITS_END_MS)) return []
      const left = isNow ? Math.floor(free / periodMs) : Math.round(free / periodMs) - 1
      return left < 1 ? [] : [{ fromMs: ended, toMs: next, runs: left }]
    })
  })
}
