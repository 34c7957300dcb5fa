import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import type { UnobservableReason } from '../../lambdas/domain/observation.ts'
import type { FeedList, ListedPipeline } from '../../lambdas/domain/standing.ts'
import { u64 } from '../support/listings.ts'
import { catalogOf, type Pipeline, type World } from './world.ts'

/** What Feldera answers at this moment, if nothing goes wrong on the way. */
export function checkpointsNow(world: World, name: string): Listing | UnobservableReason {
  const pipeline = called(world, name)
  if (pipeline === undefined) return 'unknown-pipeline'
  const { status, reachableFromMs } = pipeline
  if (status === 'Stopped' || status === 'Stopping' || status === 'Provisioning') return 'stopped'
  if (world.nowMs < reachableFromMs) return 'stopped'
  return status === 'Unavailable' ? 'pipeline-unavailable' : catalogOf(pipeline)
}

export function pipelinesNow({ pipelines }: World): readonly ListedPipeline[] {
  return pipelines.map(listed)
}

export function eventsNow(world: World, name: string): readonly FeedList[] | UnobservableReason {
  return called(world, name)?.feed ?? 'unknown-pipeline'
}

export function called({ pipelines }: World, name: string): Pipeline | undefined {
  return pipelines.find((pipeline) => pipeline.name === name)
}

function listed(pipeline: Pipeline): ListedPipeline {
  const { name, id, deployment, status, statusSinceMs, storage, details, program, platform } = pipeline
  return {
    name,
    id,
    // A stopped one has no deployment.
    ...(deployment === null || status === 'Stopped' ? {} : { deploymentId: deployment }),
    deploymentStatus: status,
    statusSince: instant(statusSinceMs),
    storageStatus: storage,
    programVersion: u64(String(program)),
    platformVersion: `0.${platform}.0`,
    ...(details === null ? {} : { details: { kind: 'listed', checkpoints: details } }),
  }
}
