import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import type { UnobservableReason } from '../../lambdas/domain/observation.ts'
import type { FeedList, ListedPipeline } from '../../lambdas/domain/standing.ts'

/** Everything that was answered to a recorder, and whether it was the truth. */
export type Shown = ShownCheckpoints | ShownList | ShownFeed

interface Place {
  /** The tick in which it was asked. */
  readonly run: number
  readonly atMs: number
}

export interface ShownCheckpoints extends Place {
  readonly kind: 'checkpoints'
  readonly name: string
  readonly said: Listing | UnobservableReason
  readonly isTrue: boolean
}

export interface ShownList extends Place {
  readonly kind: 'list'
  /** Undefined where it was not had. */
  readonly pipelines: readonly ListedPipeline[] | undefined
  /** Names of those whose checkpoints it showed as they no longer, or never, were; or as they were, but from before something changed and changed back. */
  readonly wrong: ReadonlySet<string>
}

export interface ShownFeed extends Place {
  readonly kind: 'feed'
  readonly name: string
  readonly lists: readonly FeedList[] | undefined
  /** Those that say what was not so when they were noted. */
  readonly wrong: ReadonlySet<FeedList>
}
