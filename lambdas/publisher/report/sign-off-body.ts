import * as z from 'zod'
import { NOTE } from '../actions/bodies.ts'

const time = z.string('must be an RFC 3339 time').meta({ format: 'date-time' })
const part = z.string().min(1).nullish()

/** What is sent to sign a report off: which one, and the hash of what was looked at. */
export const SIGN_OFF = z.strictObject({
  from: time.describe('Beginning of the period, RFC 3339'),
  to: time.describe('End of the period, not in it, RFC 3339'),
  selection: z
    .strictObject({
      source: part.describe('As the parameter `source` of the report'),
      q: part.describe('As the parameter `q` of the report'),
      pipelines: part.describe('As the parameter `pipelines` of the report'),
    })
    .nullish()
    .describe('Which pipelines the report is about; all where absent'),
  note: NOTE.shape.note,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits')
    .describe('SHA-256 of the report that was looked at, as its header says'),
})
