import * as z from 'zod'
import type { Operations } from '../openapi/operation.ts'
import { OVERVIEW_COLUMNS } from '../queries/overview.ts'
import { COUNT, TIME, U64_TEXT } from './values.ts'

const seconds = z.number().min(0).nullable()

const ROW = z
  .tuple([
    COUNT.describe('source: place in `sources`'),
    z.string().describe('name'),
    COUNT.describe('outcome: place in `outcomes`'),
    COUNT.describe('listed: checkpoints'),
    COUNT.describe('alerts: not resolved, as of the last run'),
    COUNT.describe('firing: neither resolved nor acknowledged'),
    COUNT.describe('suspected: not yet confirmed'),
    seconds.describe('newest_age_seconds: of the newest checkpoint'),
    seconds.describe('checkpoint_seconds: between the newest two'),
    seconds.describe('stale_after_seconds: its objective'),
    seconds.describe('observed_age_seconds: since it was last seen'),
    seconds.describe('unobservable_seconds: for so long it cannot be seen'),
    z.number().min(0).max(100).nullable().describe('coverage: per cent'),
  ])
  .meta({ id: 'OverviewRow', description: 'One pipeline, its members as `columns` names them' })

const TOTALS = z.strictObject({
  pipelines: COUNT.describe('All that are or were watched'),
  observed: COUNT.describe('Seen by the last run'),
  unobservable: COUNT.describe('Not seen by it'),
  removed: COUNT.describe('No longer there, or no longer watched'),
  listed: COUNT.describe('Checkpoints listed now'),
  alerts: COUNT.describe('Alerts that are not resolved, as of the last runs'),
  firing: COUNT.describe('Alerts that nobody has acknowledged'),
})

const OVERVIEW = z
  .strictObject({
    generated_at: TIME.describe('To which all ages refer'),
    last_run: z
      .strictObject({
        run_id: z.string().nullable().describe('Id of the run'),
        started_at: TIME.describe('When it began'),
        finished_at: TIME.describe('When it was done'),
        listed: COUNT.describe('Pipelines that were seen'),
        unobservable: COUNT.describe('Pipelines that could not be seen'),
        skipped: COUNT.describe('Pipelines for which there was no time'),
      })
      .nullable()
      .describe('The newest run; null where there was none'),
    seconds_between_runs: z.number().nullable().describe('What the newest two runs are apart, in seconds'),
    log: z
      .strictObject({
        origin: z.string().describe('Name of the log'),
        size: U64_TEXT.describe('Entries in it, decimal text'),
        root: z.string().describe('Root of its tree, base64'),
      })
      .describe('The newest signed log'),
    totals: TOTALS.describe('Over all pipelines'),
    sources: z.array(z.string()).describe('Names of sources, for the rows'),
    outcomes: z
      .array(z.string())
      .describe('What came of the last look, for the rows: `observed`, `removed`, `unwatched`, or why not'),
    columns: z.array(z.enum(OVERVIEW_COLUMNS)).describe('What stands in a row, in its order'),
    rows: z.array(ROW).describe('Every pipeline, by name'),
  })
  .meta({ id: 'Overview', description: 'All pipelines at a glance' })

export const OVERVIEW_OPERATIONS: Operations = {
  'GET /v0/overview': {
    id: 'getOverview',
    tag: 'Record',
    summary: 'All pipelines in one answer',
    description: 'Compact: some 0.7 MB for 10,000 pipelines. `GET /v0/pipelines` says more of each.',
    answer: { description: 'The overview', schema: OVERVIEW },
  },
}
