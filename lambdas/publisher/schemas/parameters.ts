import * as z from 'zod'
import { DEFAULT_LIMIT, MAX_LIMIT } from '../parameters.ts'

/** The parameters that several routes take. One of a single route stands beside its answer. */

export const LIMIT = z.int().min(1).max(MAX_LIMIT).meta({
  description: 'Most items of the page',
  default: DEFAULT_LIMIT,
})

const CURSOR = z.string().min(1).meta({
  description:
    '`next_cursor` of the page before, of the same list with the same filters: any other one is refused',
})

/** RFC 3339 with any offset; what is finer than a millisecond is cut. */
export const MOMENT = z
  .string()
  .meta({ format: 'date-time', description: 'RFC 3339', examples: ['2026-11-01T00:00:00Z'] })

export const SOURCE = z
  .string()
  .describe('The source of the pipeline, where more than one has a pipeline of this name')

export const PAGE = { limit: LIMIT, cursor: CURSOR }

/** What stands for each part of a path. */
export const PATH_PARTS: { readonly [name: string]: z.ZodType } = {
  pipeline_name: z
    .string()
    .meta({ description: 'Name of the pipeline in Feldera, without its source', examples: ['orders'] }),
  uuid: z.string().meta({
    description: 'UUID of the checkpoint, in whatever case',
    examples: ['019e4708-bac8-7c10-b2f7-5cb248871905'],
  }),
  id: z.string().describe('Id of the alert, or of what was planned: 32 hexadecimal digits'),
}
