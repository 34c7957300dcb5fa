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

/** The source's own list of its pipelines, with every answer that it took. */
export interface SourceList {
  readonly answers: readonly Answer[]
  readonly list: { readonly kind: 'had'; readonly pipelines: readonly ListedPipeline[] } | NotHad
}

/** A pipeline's own feed of events, oldest first, with every answer that it took. */
export interface FeedAsked {
  readonly answers: readonly Answer[]
  readonly feed: { readonly kind: 'had'; readonly lists: readonly FeedList[] } | NotHad
}
