import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Instant, instant, unixMs } from '../../../lambdas/domain/instant.ts'
import type { Moment, SimulatedPipeline } from './pipeline.ts'
import { uuidV7 } from './uuid-v7.ts'

/** What Feldera's monitor noted of a pipeline: one row of `/v0/pipelines/{name}/events`. */
export interface MonitorEvent {
  readonly eventId: Uuid
  readonly recordedAt: Instant
  readonly status: SimulatedPipeline['status']
  readonly storage: SimulatedPipeline['storage']
  readonly checkpoints: readonly CheckpointMetadata[]
}

// FELDERA_PIPELINE_MONITOR_EVENTS_RETENTION
const KEPT = 720
// docs.feldera.com/api/list-pipeline-events: a changed status at once, changed details after 10 s, otherwise every 10 min.
const DETAILS_EVERY_MS = 10_000
const ANYTHING_EVERY_MS = 600_000

/** The events, newest first, after the monitor looked; the same array where it had nothing to note. */
export function monitored(
  events: readonly MonitorEvent[],
  pipeline: SimulatedPipeline,
  { atMs, random }: Moment,
): readonly MonitorEvent[] {
  if (!isDue(events[0], pipeline, atMs)) return events
  const { status, storage, checkpoints } = pipeline
  const event = { eventId: uuidV7(atMs, random), recordedAt: instant(atMs), status, storage, checkpoints }
  return [event, ...events].slice(0, KEPT)
}

function isDue(newest: MonitorEvent | undefined, pipeline: SimulatedPipeline, atMs: number): boolean {
  if (newest === undefined) return true
  if (newest.status !== pipeline.status || newest.storage !== pipeline.storage) return true
  const sinceMs = atMs - unixMs(newest.recordedAt)
  if (sinceMs >= ANYTHING_EVERY_MS) return true
  return (
    sinceMs >= DETAILS_EVERY_MS && JSON.stringify(newest.checkpoints) !== JSON.stringify(pipeline.checkpoints)
  )
}
