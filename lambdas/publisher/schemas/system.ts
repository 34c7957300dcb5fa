import * as z from 'zod'
import { ROLES } from '../access/caller.ts'
import type { Operations } from '../openapi/operation.ts'
import { U64_TEXT } from './values.ts'

const LOG = z
  .strictObject({
    origin: z.string().describe('Name of the log'),
    size: U64_TEXT.describe('Entries in the log, as decimal text'),
    root: z.string().describe('Root of its Merkle tree (RFC 6962), base64'),
    checkpoint: z
      .string()
      .nullable()
      .describe(
        'The signed note (C2SP checkpoint), as it stands in the archive; null where nothing is signed yet',
      ),
    public_key: z
      .string()
      .nullable()
      .describe('The C2SP verifier key, `<origin>+<8 hex>+<base64>`; null where nothing is signed yet'),
  })
  .meta({ id: 'Log', description: 'The newest signed state of the log: keep it, and nobody can undo it' })

const CALLER = z
  .strictObject({
    actor: z
      .string()
      .describe('As the record names them: `key:<id>/<name>`, `jwt:<sub>`, `env:<variable>`, `local`'),
    roles: z.array(z.enum(ROLES)).describe('`read`: every GET; `operate`: that, and to act'),
  })
  .meta({ id: 'Caller', description: 'Who asks' })

export const SYSTEM_OPERATIONS: Operations = {
  'GET /v0/log': {
    id: 'getLog',
    tag: 'Log',
    summary: 'The newest signed checkpoint of the log, and its key',
    answer: { description: 'The log', schema: LOG },
  },
  'GET /v0/caller': {
    id: 'getCaller',
    tag: 'System',
    summary: 'Whom the credential stands for, and what they may',
    answer: { description: 'The caller', schema: CALLER },
  },
  'GET /healthz': {
    id: 'health',
    tag: 'System',
    summary: 'Whether the tables can be read',
    open: true,
    answer: {
      description: 'They can; 500 otherwise',
      schema: z.strictObject({ status: z.literal('healthy').describe('Nothing else is said') }),
    },
  },
  'GET /v0/openapi.json': {
    id: 'openApi',
    tag: 'System',
    summary: 'This description',
    answer: { description: 'OpenAPI 3.1', schema: z.looseObject({}).describe('An OpenAPI document') },
  },
}
