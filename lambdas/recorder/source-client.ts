import type { Answer } from '../archive/evidence.ts'
import type { Observation, UnobservableReason } from '../domain/observation.ts'
import type { FeedList, ListedPipeline } from '../domain/standing.ts'
import type { Source } from './configuration/configuration.ts'

/** How sources are asked. Never throws for what a source does; only for what we do wrong. */
export interface SourceClient {
  readonly listCheckpoints: (source: Source, pipeline: string) => Promise<Asked>
  readonly listPipelines: (source: Source) => Promise<SourceList>
  readonly listEvents: (source: Source, pipeline: string) => Promise<FeedAsked>
}

/** One question to the source, with every answer that it took (retries). */
export interface Asked {
  readonly answers: readonly Answer[]
  readonly observation: Observation
}

/** What was asked for besides checkpoints, and could not be had. */
export interface NotHad {
  readonly kind: 'not-had'
  readonly reason: UnobservableReason
  readonly detail: string
}

/** What a source's list tells of each pipeline, by the names that it bears there (FELDERA §4.4). */
export const TOLD_BY_LIST = [
  'name',
  'id',
  'deployment_id',
  'deployment_status',
  'storage_status',
  'storage_status_details',
  'program_version',
  'platform_version',
] as const
export type ToldByList = (typeof TOLD_BY_LIST)[number]

/** The source's own list of its pipelines, with every answer that it took. */
export interface SourceList {
  readonly answers: readonly Answer[]
  readonly list:
    | {
        readonly kind: 'had'
        readonly pipelines: readonly ListedPipeline[]
        /** What it tells of none of them: before v0.289 Feldera's has no `storage_status_details`. */
        readonly lacks?: readonly ToldByList[]
      }
    | NotHad
}

/** A pipeline's own feed of events, oldest first, with every answer that it took. */
export interface FeedAsked {
  readonly answers: readonly Answer[]
  readonly feed: { readonly kind: 'had'; readonly lists: readonly FeedList[] } | NotHad
}
