import { ATTESTATION } from '../../audit/attestation/attestation.ts'
import type { Operations } from '../openapi/operation.ts'
import { MOMENT, SOURCE } from './parameters.ts'

export const ATTESTATION_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/attestation': {
    id: 'attest',
    tag: 'Log',
    summary: 'What was listed at a moment, with all that proves it',
    description:
      'One self-contained file in canonical form (RFC 8785): keep the bytes as they are. `npm run ledger -- verify --attestation FILE` verifies it offline; docs/ledger-format.md says how to do it without us.',
    query: { source: SOURCE, at: MOMENT.describe('The moment; not in the future; RFC 3339') },
    needs: ['at'],
    answer: { description: 'The attestation', schema: ATTESTATION },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName', 'NotObserved', 'NotYetInLog', 'TooLarge'],
  },
}
