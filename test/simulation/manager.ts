import { instant } from '../../lambdas/domain/instant.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { catalogOf, hear, isHeard, later, type Pipeline, type Status, type World } from './world.ts'

// pipeline_automata.rs: the runner looks every 2.5 s, and writes at most every 10 s unless the status changes (FELDERA §4.4).
const LOOKS_EVERY_MS = 2_500
const WRITES_EVERY_MS = 10_000
const NOTES_EVERY_MS = 600_000
const EVENTS_KEPT = 720

const RUNS: ReadonlySet<Status> = new Set(['Running', 'Standby', 'Initializing'])

/** The hosts' catalog is another one: the manager hears of it when it looks, and writes when it may. */
export function catalogChanged(world: World, pipeline: Pipeline): void {
  pipeline.earlier = [...pipeline.earlier.slice(-5), catalogOf(pipeline)]
  if (pipeline.isWriteDue || !RUNS.has(pipeline.status)) return
  pipeline.isWriteDue = true
  const { start } = pipeline
  const seenMs = world.nowMs + world.chance.between(0, LOOKS_EVERY_MS)
  const atMs = Math.max(
    seenMs,
    pipeline.writtenMs + WRITES_EVERY_MS + world.chance.between(0, LOOKS_EVERY_MS),
  )
  later(world, atMs - world.nowMs, () => {
    // What died before it was looked at leaves the database as it was, for ever.
    if (pipeline.start !== start) return
    pipeline.isWriteDue = false
    if (!RUNS.has(pipeline.status)) return
    hear(pipeline)
    note(world, pipeline)
  })
}

/** A status is written at once. `heard`: with what the hosts list at this moment. */
export function turn(world: World, pipeline: Pipeline, status: Status, heard: boolean): void {
  pipeline.status = status
  pipeline.statusSinceMs = world.nowMs
  if (heard && pipeline.storage === 'InUse') hear(pipeline)
  note(world, pipeline)
}

/** Writes an event of the feed: what the manager's database says now. */
export function note(world: World, pipeline: Pipeline): void {
  if (pipeline.isDeleted) return
  const { status, storage, details, id } = pipeline
  const event: FeedList = {
    recordedAt: instant(world.nowMs),
    status,
    storageStatus: storage,
    ...(details === null ? {} : { checkpoints: details }),
  }
  if (details !== null && !isHeard(pipeline)) world.oldNotes.add(event)
  pipeline.feed = [...pipeline.feed.slice(1 - EVENTS_KEPT), event]
  pipeline.writtenMs = world.nowMs
  const notedMs = world.nowMs
  later(world, NOTES_EVERY_MS, () => {
    if (pipeline.writtenMs === notedMs && pipeline.id === id) note(world, pipeline)
  })
}
