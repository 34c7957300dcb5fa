import type { Overview } from '../domain/overview.ts'
import type { Overviews } from '../ledger/work/overviews.ts'

/** The overviews, with a note of what was last written: whoever comes behind a run need not read it again, for it is large. */
export function notedOverviews(overviews: Overviews): {
  readonly overviews: Overviews
  readonly written: () => Overview | undefined
} {
  let last: Overview | undefined
  return {
    written: () => last,
    overviews: {
      ...overviews,
      write: async (overview, readVersion) => {
        const outcome = await overviews.write(overview, readVersion)
        if (outcome === 'written') last = overview
        return outcome
      },
    },
  }
}
