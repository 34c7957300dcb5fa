import * as z from 'zod'
import { ENTRY_DATA } from './values.ts'

/** Every answer but 200 and 304, in Feldera's own form. */
export const FAILURE = z
  .strictObject({
    message: z.string().describe('For people'),
    error_code: z.string().describe('For programs: what is refused, and why'),
    details: z.record(z.string(), ENTRY_DATA).describe('What the code speaks of, such as `parameter`'),
  })
  .meta({ id: 'Error', description: 'Why a request is not answered as asked' })
