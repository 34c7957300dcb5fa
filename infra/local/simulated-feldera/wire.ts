import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import { rawNumber } from '../../../lambdas/domain/exact-json.ts'
import type { U64 } from '../../../lambdas/domain/u64.ts'
import type { MonitorEvent } from './monitor.ts'
import type { SimulatedPipeline } from './pipeline.ts'

export const FELDERA_VERSION = '0.337.0'

/** CheckpointMetadata as Feldera writes it: all six keys, every digit (feldera-types/src/checkpoint.rs). */
export function checkpointRow(checkpoint: CheckpointMetadata): object {
  return {
    uuid: checkpoint.uuid,
    identifier: checkpoint.identifier,
    fingerprint: rawNumber(checkpoint.fingerprint),
    size: integer(checkpoint.size),
    steps: integer(checkpoint.steps),
    processed_records: integer(checkpoint.processed_records),
  }
}

/** A row of `GET /v0/pipelines?selector=status` (pipeline_management.rs). */
export function statusRow(pipeline: SimulatedPipeline): object {
  const { createdAt, status, statusSince } = pipeline
  const running = status === 'Running'
  const resources = running ? 'Provisioned' : 'Stopped'
  return {
    id: pipeline.id,
    name: pipeline.name,
    tags: [],
    description: '',
    created_at: createdAt,
    version: 1,
    platform_version: FELDERA_VERSION,
    program_config: {},
    program_version: 1,
    program_status: 'Success',
    program_status_since: createdAt,
    deployment_error: null,
    refresh_version: 1,
    storage_status: pipeline.storage,
    storage_status_details: details(pipeline),
    deployment_id: pipeline.deploymentId,
    deployment_initial: running ? 'Running' : null,
    deployment_status: status,
    deployment_status_since: statusSince,
    deployment_desired_status: status,
    deployment_desired_status_since: statusSince,
    deployment_resources_status: resources,
    deployment_resources_status_since: statusSince,
    deployment_resources_desired_status: resources,
    deployment_resources_desired_status_since: statusSince,
    deployment_runtime_status: running ? 'Running' : null,
    deployment_runtime_status_since: running ? statusSince : null,
    deployment_runtime_desired_status: running ? 'Running' : null,
    deployment_runtime_desired_status_since: running ? statusSince : null,
  }
}

/** A row of `GET /v0/pipelines/{name}/events`; the details come with `selector=all` only. */
export function eventRow(event: MonitorEvent, selector: 'all' | 'status'): object {
  const running = event.status === 'Running'
  const resources = running ? 'Provisioned' : 'Stopped'
  return {
    event_id: event.eventId,
    recorded_at: event.recordedAt,
    deployment_resources_status: resources,
    deployment_resources_desired_status: resources,
    deployment_runtime_status: running ? 'Running' : null,
    deployment_runtime_desired_status: running ? 'Running' : null,
    deployment_has_error: false,
    program_status: 'Success',
    storage_status: event.storage,
    ...(selector === 'all' ? { deployment_error: null, storage_status_details: details(event) } : {}),
  }
}

function details({ storage, checkpoints }: Pick<MonitorEvent, 'storage' | 'checkpoints'>): object | null {
  return storage === 'Cleared' ? null : { checkpoints: checkpoints.map(checkpointRow) }
}

function integer(value: U64 | null): unknown {
  return value === null ? null : rawNumber(value)
}
