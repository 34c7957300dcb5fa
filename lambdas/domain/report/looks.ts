import type { Entry } from '../entry.ts'
import { instantIn, isMembers } from '../event-data.ts'
import { type Instant, laterOf } from '../instant.ts'

/** A time in which the runs did not see a pipeline; `until` null: the last run did not see it yet. */
export interface Unseen {
  readonly since: Instant
  readonly until: Instant | null
  /** Its source said that it is stopped: a good reason not to be seen. */
  readonly isStopped: boolean
}

/** What the runs of all shards say of how single pipelines were looked at. */
export interface Looks {
  readonly add: (shard: string, entry: Entry) => void
  /** When the last run ended; null where there was none. */
  readonly lookedUntil: () => Instant | null
  readonly of: (pipeline: string) => { readonly runs: number; readonly unseen: readonly Unseen[] }
  /** Pipelines that some run did not see. */
  readonly unseenNames: () => readonly string[]
  /** Runs that could not name all that they did not see: what is said of single pipelines is too little by these. */
  readonly cut: () => number
}

interface Track {
  runs: number
  readonly unseen: { since: Instant; until: Instant | null; isStopped: boolean }[]
}

export function looksOf(): Looks {
  const tracks = new Map<string, Track>()
  // Per shard: who was not seen by its last run.
  const open = new Map<string, Set<string>>()
  let lookedUntil: Instant | null = null
  let cut = 0
  const miss = (shard: Set<string>, name: string, reason: string, startedAt: Instant): void => {
    const track = tracks.get(name) ?? { runs: 0, unseen: [] }
    tracks.set(name, track)
    track.runs += 1
    const isStopped = reason === 'stopped'
    const last = track.unseen.at(-1)
    const goes = shard.has(name) && last !== undefined && last.until === null
    if (goes && last.isStopped === isStopped) return
    if (goes) last.until = startedAt
    track.unseen.push({ since: startedAt, until: null, isStopped })
    shard.add(name)
  }
  return {
    add: (shard, entry) => {
      const run = entry.events.find(({ kind }) => kind === 'run-completed')
      if (run === undefined) return
      lookedUntil = lookedUntil === null ? entry.at : laterOf(lookedUntil, entry.at)
      const startedAt = instantIn(run, 'started_at')
      const before = open.get(shard) ?? new Set<string>()
      open.set(shard, before)
      const { not_seen } = run.data
      const items = (Array.isArray(not_seen) ? not_seen : []).filter(isMembers)
      const named = new Set<string>()
      for (const { pipeline, reason } of items) {
        if (typeof pipeline !== 'string') continue
        named.add(pipeline)
        miss(before, pipeline, typeof reason === 'string' ? reason : '', startedAt)
      }
      const isCut = items.some((item) => item['more'] !== undefined)
      if (isCut) cut += 1
      // Who is not named by a list that was cut may have been seen or not: nothing is said of him.
      for (const name of isCut ? [] : before) {
        if (named.has(name)) continue
        const last = tracks.get(name)?.unseen.at(-1)
        if (last !== undefined && last.until === null) last.until = startedAt
        before.delete(name)
      }
    },
    lookedUntil: () => lookedUntil,
    of: (pipeline) => tracks.get(pipeline) ?? { runs: 0, unseen: [] },
    unseenNames: () => [...tracks.keys()],
    cut: () => cut,
  }
}
