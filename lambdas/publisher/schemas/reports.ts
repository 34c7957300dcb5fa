import * as z from 'zod'
import type { Operations } from '../openapi/operation.ts'
import { REPORT_FORMATS } from '../report/formats.ts'
import { SIGN_OFF } from '../report/sign-off-body.ts'
import { MOMENT, PAGE } from './parameters.ts'
import { RETENTION_REPORT, SELECTION } from './report/retention-report.ts'
import { pageOf, SEQ, SHA256_HEX, TIME } from './values.ts'

/** A sign-off, in the list and as the answer to one. */
const SIGN_OFF_ITEM = z
  .strictObject({
    at: TIME.describe('When it was recorded'),
    actor: z.string().describe('Who signed it off'),
    note: z.string().nullable().describe('What they said of it, or null'),
    from: TIME.describe('Beginning of the period'),
    to: TIME.describe('End of the period, not in it'),
    selection: SELECTION,
    sha256: SHA256_HEX.describe('SHA-256 of the report, as it was recomputed then'),
    seq: SEQ.describe('Number of its entry in the ledger `recorder/0`'),
    hash: SHA256_HEX.describe('Hash of its entry'),
  })
  .meta({ id: 'SignOff', description: 'A report that somebody signed off, with the entry that proves it' })

const byFormat = (what: string) =>
  z.strictObject({
    json: z.string().describe(`${what}, JSON`),
    csv: z.string().describe(`${what}, CSV`),
    html: z.string().describe(`${what}, HTML`),
  })

export const REPORT_IN_ARCHIVE = z
  .strictObject({
    status: z
      .enum(['wanted', 'archived'])
      .describe('`wanted`: it is made by the schedule, ask again; `archived`: it is there'),
    archive: z
      .strictObject({
        names: byFormat('Name in the archive').describe('Its names in the archive'),
        links: byFormat('Where that is found from outside').describe('Where they are found from outside'),
      })
      .describe('Where it is, or will be'),
    sha256: SHA256_HEX.nullable().describe('SHA-256 of the report; null while it is not there'),
  })
  .meta({ id: 'ReportInArchive', description: 'A report that fits into no answer' })

const ANY_TEXT = z.string().min(1).max(600)
const QUERY = {
  from: MOMENT.describe('Beginning of the period; RFC 3339'),
  to: MOMENT.describe('End of the period, not in it; RFC 3339'),
  format: z.enum(REPORT_FORMATS).meta({ description: 'Form of the report', default: 'json' }),
  source: ANY_TEXT.describe('Only pipelines of this source'),
  q: ANY_TEXT.describe('Only pipelines with this in `source/name`, in whatever case'),
  pipelines: ANY_TEXT.describe('A pattern with `*`: of `source/name` where it has a slash, else of the name'),
}
const SHA256_HEADER = { 'Checkpoint-Ledger-Report-Sha256': SHA256_HEX.describe('SHA-256 of the report') }

export const REPORT_OPERATIONS: Operations = {
  'GET /v0/reports/retention': {
    id: 'retentionReport',
    tag: 'Reports',
    summary: 'What was recorded, kept and lost in a period',
    description:
      'Everything is as known at the end of the period, so the same period gives the same figures whenever it is asked for. What takes longer than 20 s or is larger than 4.4 MB is brought into the archive instead.',
    query: QUERY,
    needs: ['from', 'to'],
    answer: {
      description: 'The report; CSV has a row for each pipeline, HTML is one self-contained page',
      schema: RETENTION_REPORT,
      texts: ['text/csv', 'text/html'],
      headers: SHA256_HEADER,
    },
    accepted: { description: 'It is in the archive, or will be', schema: REPORT_IN_ARCHIVE },
    errors: ['TooLarge'],
  },
  'POST /v0/reports/retention/sign-off': {
    id: 'signOffReport',
    tag: 'Reports',
    summary: 'Sign a report off',
    description:
      'Makes the report again and records, with the caller as actor, that it was signed off: only if it is the one that was looked at. The same words again are the same sign-off.',
    body: {
      schema: SIGN_OFF,
      required: true,
      examples: {
        october: {
          from: '2026-10-01T00:00:00Z',
          to: '2026-11-01T00:00:00Z',
          note: 'reviewed',
          sha256: '5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9',
        },
      },
    },
    answer: { description: 'The sign-off', schema: SIGN_OFF_ITEM },
    errors: ['NotSettled', 'ReportDiffers', 'TooLarge'],
  },
  'GET /v0/reports/sign-offs': {
    id: 'listSignOffs',
    tag: 'Reports',
    summary: 'Who signed off which report, newest first',
    query: PAGE,
    answer: { description: 'One page', schema: pageOf(SIGN_OFF_ITEM, 'Sign-offs, newest first') },
  },
}
