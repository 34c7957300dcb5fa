import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import type { ListedPipeline, Standing } from '../../lambdas/domain/standing.ts'
import { NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { at, timedUuid } from './listings.ts'

/** Believed to be listed, each first seen 100 s after the one before it, by an entry of its own. */
export function having(...all: Listing): State {
  const listed = all.map((one, i) => ({ ...one, firstSeenAt: at(100 * (i + 1)), recordedSeq: i + 1 }))
  return { ...NOTHING_YET, epoch: 'e1', listed }
}

/** Its source's list has it, and says this of it. */
export function present(pipeline: Partial<ListedPipeline>): Standing {
  return { kind: 'present', pipeline: { name: 'orders', id: timedUuid(0), ...pipeline } }
}
