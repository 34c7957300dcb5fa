import * as z from 'zod'
import { DURABILITIES } from '../../domain/copies/stored-copy.ts'
import { EVENT_KINDS } from '../../domain/event.ts'
import type { Operations } from '../openapi/operation.ts'
import { COPY_STATUSES } from '../queries/copy.ts'
import { EVENT } from './events.ts'
import { MOMENT, PAGE, SOURCE } from './parameters.ts'
import { COUNT, PIPELINE, pageOf, TIME, UUID } from './values.ts'

const NEWEST = z
  .strictObject({
    uuid: UUID.describe('UUID of the checkpoint'),
    at: TIME.describe('When it was begun, or, where its UUID has no time, its copy first seen'),
  })
  .meta({ id: 'NewestCopy', description: 'The newest checkpoint that stands on a rung or above' })

const STORE_FIELDS = {
  location: z.string().describe('Where Feldera syncs its checkpoints to, as configured'),
  outcome: z
    .enum(['checked', 'checking', 'deferred', 'unobservable', 'failed', 'unwatched'])
    .describe(
      'What came of the last check: `deferred`: it goes on in the next run; `failed`: for our own part; `unwatched`: no longer configured',
    ),
  why: z.string().nullable().describe('Why it gave no answer'),
  checked_at: TIME.nullable().describe('The last complete check; null where there was none yet'),
  attempted_at: TIME.describe('When the last check began'),
  copies: COUNT.describe('Checkpoints in its catalog'),
  newest: z
    .strictObject({
      synced: NEWEST.nullable().describe('In the catalog'),
      complete: NEWEST.nullable().describe('All that it needs is there'),
      verified: NEWEST.nullable().describe('All that it needs is there and whole: the recovery point'),
      kept: NEWEST.nullable().describe('A locked copy of ours'),
    })
    .describe('Per rung the newest checkpoint that stands there or above'),
  alerts: COUNT.describe('Alerts of it that are not resolved'),
}

export const STORE = z.strictObject(STORE_FIELDS).meta({
  id: 'Store',
  description: 'Where a pipeline’s checkpoints are synced to, as the last check knew it',
})

const STORE_STANDING = z
  .strictObject({
    ...STORE_FIELDS,
    missing: COUNT.describe('Copies that are gone, and no retention explains it; at most 200 are known'),
    owner: z.string().nullable().describe('The owner that `owner.json` named first'),
    other_owner: z.string().nullable().describe('Another owner that it names now'),
    late: z.boolean().describe('Its newest copy is older than it may be'),
  })
  .meta({ id: 'StoreStanding', description: 'A store, and what is believed of it as a whole' })

const NAMES = z.array(z.string())

const COPY = z
  .strictObject({
    uuid: UUID.describe('UUID of the checkpoint'),
    durability: z.enum(DURABILITIES).describe('How far up the ladder it stands now'),
    status: z
      .enum(COPY_STATUSES)
      .describe(
        '`stored`: in the store’s catalog; `missing`: gone, and no retention explains it; `none`: neither, or retired',
      ),
    location: z.string().nullable().describe('The store; null where none was ever checked'),
    checked_at: TIME.nullable().describe('The store’s last complete check'),
    host: z.string().nullable().describe('The number in `host<N>/`, or null for a pipeline of one host'),
    first_seen_at: TIME.nullable().describe('The first check that found it in the catalog'),
    missing: NAMES.describe('Objects that were told to be missing, and not mended since'),
    damaged: NAMES.describe('Objects that were told to be damaged, and not mended since'),
    changed: NAMES.describe('Objects that were written again'),
    kept_until: TIME.nullable().describe('Until when our own copy is locked; null where there is none'),
    restored_at: TIME.nullable().describe('When the last drill that succeeded with it was recorded'),
  })
  .meta({ id: 'Copy', description: 'What is known of the stored copy of one checkpoint' })

export const STORE_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/history/{uuid}/copy': {
    id: 'getCopy',
    tag: 'Record',
    summary: 'The stored copy of one checkpoint',
    description: 'Also of a checkpoint that only its store has shown.',
    query: { source: SOURCE },
    answer: { description: 'The copy', schema: COPY },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName', 'UnknownCheckpoint'],
  },
  'GET /v0/pipelines/{pipeline_name}/store': {
    id: 'getStore',
    tag: 'Record',
    summary: 'Where its checkpoints are synced to, and how that stands',
    query: { source: SOURCE },
    answer: {
      description: 'The store',
      schema: z
        .strictObject({
          pipeline: PIPELINE,
          store: STORE_STANDING.nullable().describe('Null where none was ever checked'),
        })
        .meta({ id: 'PipelineStore', description: 'A pipeline and its store' }),
    },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName'],
  },
  'GET /v0/pipelines/{pipeline_name}/store/events': {
    id: 'listStoreEvents',
    tag: 'Record',
    summary: 'Everything that was recorded of its store',
    description: 'Newest first; a ledger of its own, `source/name/copies`.',
    query: {
      ...PAGE,
      source: SOURCE,
      kind: z.enum(EVENT_KINDS).describe('Only events of this kind'),
      from: MOMENT.describe('Only events at or after this time; RFC 3339'),
      to: MOMENT.describe('Only events before this time; RFC 3339'),
    },
    answer: { description: 'One page', schema: pageOf(EVENT, 'Events, newest first') },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName'],
  },
}
