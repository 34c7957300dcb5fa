import type { Answer } from '../../lambdas/archive/evidence.ts'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { rawNumber } from '../../lambdas/domain/exact-json.ts'
import type { FeedList, ListedPipeline } from '../../lambdas/domain/standing.ts'
import type { SourceClient } from '../../lambdas/recorder/source-client.ts'

/** A scripted source whose answers have the bodies that Feldera would send, so that evidence can be read. */
export function withRealBodies(source: SourceClient): SourceClient {
  return {
    listCheckpoints: async (...asked) => {
      const { answers, observation } = await source.listCheckpoints(...asked)
      if (observation.kind !== 'listed') return { answers, observation }
      return { answers: withBody(answers, observation.checkpoints.map(onWire)), observation }
    },
    listPipelines: async (...asked) => {
      const { answers, list } = await source.listPipelines(...asked)
      return {
        answers: list.kind === 'had' ? withBody(answers, list.pipelines.map(pipelineOnWire)) : answers,
        list,
      }
    },
    listEvents: async (...asked) => {
      const { answers, feed } = await source.listEvents(...asked)
      return { answers: feed.kind === 'had' ? withBody(answers, feed.lists.map(eventOnWire)) : answers, feed }
    },
  }
}

function withBody(answers: readonly Answer[], value: unknown): readonly Answer[] {
  const body = Buffer.from(JSON.stringify(value))
  return answers.map((answer, i) => (i === answers.length - 1 ? { ...answer, body } : answer))
}

function onWire({ uuid, identifier, fingerprint, size, steps, processed_records }: CheckpointMetadata) {
  const number = (text: string | null) => (text === null ? null : rawNumber(text))
  return {
    uuid,
    identifier,
    fingerprint: rawNumber(fingerprint),
    size: number(size),
    steps: number(steps),
    processed_records: number(processed_records),
  }
}

function pipelineOnWire({ name, id, deploymentStatus, storageStatus, details }: ListedPipeline) {
  return {
    name,
    id,
    deployment_status: deploymentStatus,
    storage_status: storageStatus,
    storage_status_details:
      details?.kind === 'listed' ? { checkpoints: details.checkpoints.map(onWire) } : null,
  }
}

function eventOnWire({ recordedAt, status, storageStatus, checkpoints }: FeedList) {
  return {
    recorded_at: recordedAt,
    deployment_runtime_status: status,
    storage_status: storageStatus,
    storage_status_details: checkpoints === undefined ? null : { checkpoints: checkpoints.map(onWire) },
  }
}
