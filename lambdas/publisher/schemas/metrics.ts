import * as z from 'zod'
import type { Operations } from '../openapi/operation.ts'

export const METRICS_OPERATIONS: Operations = {
  'GET /metrics': {
    id: 'metrics',
    tag: 'System',
    summary: 'Figures for Prometheus',
    description: 'The text exposition format, version 0.0.4. What each metric means stands in docs/api.md.',
    query: { source: z.string().describe('Only pipelines of this source') },
    answer: { description: 'The metrics', mediaType: 'text/plain' },
    errors: ['TooLarge'],
  },
}
