import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { type Moment, type SimulatedPipeline, u64 } from './pipeline.ts'
import { bits, uuidV7 } from './uuid-v7.ts'

/** What can be done to a pipeline. `lose` and `alter` happen behind Feldera's back. */
export type Deed = 'checkpoint' | 'lose' | 'alter' | 'stop' | 'start' | 'clear'

export type Outcome =
  | {
      readonly kind: 'done'
      readonly pipeline: SimulatedPipeline
      readonly checkpoint: CheckpointMetadata | null
    }
  | { readonly kind: 'refused'; readonly reason: string }

// Feldera keeps two per host, by their place in the list (checkpointer.rs, MIN_CHECKPOINT_THRESHOLD).
const KEPT = 2

type Transition = (pipeline: SimulatedPipeline, moment: Moment, given: Partial<CheckpointMetadata>) => Outcome

const TRANSITIONS: { readonly [deed in Deed]: Transition } = {
  checkpoint: checkpointed,
  lose: lost,
  alter: altered,
  stop: stopped,
  start: started,
  clear: cleared,
}

/** The pipeline after the deed, or why it cannot be done. `given` replaces fields of the checkpoint that is made. */
export function after(
  deed: Deed,
  pipeline: SimulatedPipeline,
  moment: Moment,
  given: Partial<CheckpointMetadata> = {},
): Outcome {
  return TRANSITIONS[deed](pipeline, moment, given)
}

function checkpointed(
  pipeline: SimulatedPipeline,
  { atMs, random }: Moment,
  given: Partial<CheckpointMetadata>,
): Outcome {
  if (pipeline.status === 'Stopped') return refused('it is stopped')
  // The list's order is that of birth even where the clock stands still or goes back.
  const mintedAtMs = Math.max(atMs, pipeline.mintedAtMs + 1)
  const steps = pipeline.steps + 1 + Number(bits(8, random))
  const processedRecords = pipeline.processedRecords + Number(bits(16, random))
  const checkpoint: CheckpointMetadata = {
    uuid: uuidV7(mintedAtMs, random),
    identifier: null,
    fingerprint: pipeline.fingerprint,
    size: u64(100_000n + bits(16, random)),
    steps: u64(BigInt(steps)),
    processed_records: u64(BigInt(processedRecords)),
    ...given,
  }
  const checkpoints = [...pipeline.checkpoints, checkpoint].slice(-KEPT)
  return done({ ...pipeline, mintedAtMs, steps, processedRecords, checkpoints }, checkpoint)
}

function lost(pipeline: SimulatedPipeline): Outcome {
  const newest = pipeline.checkpoints.at(-1)
  if (newest === undefined || pipeline.checkpoints.length < 2) return refused('no older one would stay')
  return done({ ...pipeline, checkpoints: pipeline.checkpoints.slice(0, -1) }, newest)
}

function altered(pipeline: SimulatedPipeline): Outcome {
  const newest = pipeline.checkpoints.at(-1)
  if (newest === undefined) return refused('nothing is listed')
  // One more: the smallest change, which no reader of doubles can see.
  const changed = { ...newest, fingerprint: u64(BigInt(newest.fingerprint) + 1n) }
  return done({ ...pipeline, checkpoints: [...pipeline.checkpoints.slice(0, -1), changed] }, changed)
}

/** A graceful stop makes a last checkpoint, which only `storage_status_details` shows. */
function stopped(pipeline: SimulatedPipeline, moment: Moment): Outcome {
  const last = checkpointed(pipeline, moment, {})
  if (last.kind === 'refused') return last
  const statusSince = instant(moment.atMs)
  return { ...last, pipeline: { ...last.pipeline, status: 'Stopped', statusSince, deploymentId: null } }
}

/** The list stays as it was. */
function started(pipeline: SimulatedPipeline, { atMs, random }: Moment): Outcome {
  if (pipeline.status === 'Running') return refused('it is running')
  const deploymentId = uuidV7(atMs, random)
  return done(
    { ...pipeline, status: 'Running', statusSince: instant(atMs), deploymentId, storage: 'InUse' },
    null,
  )
}

/** Feldera clears the storage of stopped pipelines only; steps begin at 0 again (operations/pipeline.rs). */
function cleared(pipeline: SimulatedPipeline): Outcome {
  if (pipeline.status === 'Running') return refused('it is running')
  return done({ ...pipeline, storage: 'Cleared', steps: 0, processedRecords: 0, checkpoints: [] }, null)
}

function done(pipeline: SimulatedPipeline, checkpoint: CheckpointMetadata | null): Outcome {
  return { kind: 'done', pipeline, checkpoint }
}

function refused(reason: string): Outcome {
  return { kind: 'refused', reason }
}
