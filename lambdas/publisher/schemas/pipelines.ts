import * as z from 'zod'
import { EVENT_KINDS, SEVERITIES } from '../../domain/event.ts'
import type { Operations } from '../openapi/operation.ts'
import { PIPELINE_ORDERS, PIPELINE_STATUSES } from '../queries/pipelines.ts'
import { PAGE, SOURCE } from './parameters.ts'
import { STORE } from './stores.ts'
import { COUNT, PIPELINE, pageOf, TIME } from './values.ts'

const DURATION = z.string().regex(/^\d+(?:ms|s|m|h|d)$/)

export const POLICY = z
  .strictObject({
    keepLast: z
      .union([z.int().min(1), z.literal('all')])
      .describe('How many newest checkpoints it promises to keep (for each host)'),
    confirmAfter: z.array(DURATION).describe('Waits before each answer that must confirm a suspicion'),
    staleAfter: DURATION.nullable().describe(
      'A running pipeline whose newest checkpoint is older is stale; null: never',
    ),
    unobservableAfter: DURATION.describe('It is an alert when it could not be seen for so long'),
    feedEvery: DURATION.nullable().describe(
      'How often its own feed of events is asked for where nothing else calls for it; null: not',
    ),
    sizeDrop: z
      .number()
      .nullable()
      .describe(
        'A new checkpoint below this share of the median of the last ten has dropped; null: not watched',
      ),
    lockFor: DURATION.describe('How long evidence is locked in the archive'),
    remindEvery: DURATION.describe('How often a critical alert is told again'),
    hosts: z.int().min(1).nullable().describe('Hosts of the pipeline; null: found out'),
    severity: z
      .partialRecord(z.enum(EVENT_KINDS), z.enum(SEVERITIES))
      .describe('Severities other than the usual'),
  })
  .meta({
    id: 'Policy',
    description:
      'What is expected of the pipeline, in the words of `pipelines.json`; durations are a number and ms, s, m, h or d',
  })

const PIPELINE_ITEM = z
  .strictObject({
    pipeline: PIPELINE,
    source: z.string().describe('Its source, as configured'),
    name: z.string().describe('Its name in Feldera'),
    pipeline_id: z.string().nullable().describe('Its id in Feldera; null where no list has shown it'),
    observed_at: TIME.nullable().describe('Its last complete answer; null where there was none yet'),
    status: z
      .enum(PIPELINE_STATUSES)
      .describe(
        '`observed` or `unobservable` at the last look; `removed`: gone at its source, or no longer watched',
      ),
    listed: COUNT.describe('Checkpoints listed when it was last observed'),
    alerts: COUNT.describe('Alerts that are not resolved, those of its store included, as of the last run'),
    newest_checkpoint_at: TIME.nullable().describe('When the newest listed checkpoint was begun'),
    coverage: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .describe(
        'Per cent, one decimal, of the time since the first look in which no checkpoint can have come and gone unseen',
      ),
    policy: POLICY,
    store: STORE.nullable().describe(
      'Where its checkpoints are synced to; null where that was never checked',
    ),
  })
  .meta({ id: 'Pipeline', description: 'A pipeline that is or was watched, as the last run knew it' })

export const PIPELINE_OPERATIONS: Operations = {
  'GET /v0/pipelines': {
    id: 'listPipelines',
    tag: 'Record',
    summary: 'All pipelines that are or were watched',
    query: {
      ...PAGE,
      source: z.string().describe('Only pipelines of this source'),
      status: z.enum(PIPELINE_STATUSES).describe('Only pipelines of this status'),
      q: z.string().describe('Only pipelines whose `source/name` contains this text, in whatever case'),
      sort: z
        .enum(PIPELINE_ORDERS)
        .meta({ description: 'By name, or those with most open alerts first', default: 'name' }),
    },
    answer: { description: 'One page', schema: pageOf(PIPELINE_ITEM, 'Pipelines in the order asked for') },
  },
  'GET /v0/pipelines/{pipeline_name}': {
    id: 'getPipeline',
    tag: 'Record',
    summary: 'One pipeline, as the last run knew it',
    description:
      'Feldera’s Python client asks this before it lists checkpoints, and reads `name`; of the members that Feldera would give, this has no others. Parameters that are not named here, such as its `selector`, are ignored.',
    query: { source: SOURCE },
    answer: { description: 'The pipeline', schema: PIPELINE_ITEM },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName', 'NotObserved'],
  },
}
