import { type ErrorCode, STATUS } from '../failure.ts'
import { EXAMPLES } from './failure-examples.ts'
import type { Operation } from './operation.ts'

/** What every route may refuse. */
const ALWAYS: readonly ErrorCode[] = ['InvalidParameter', 'InternalError']

/** What every route may refuse that is not open, besides a missing credential. */
const BEHIND_THE_GATE: readonly ErrorCode[] = ['Forbidden', 'IssuerUnavailable']

/** The error answers of a route, by status: all of one form, each with the codes that it may carry. */
export function failuresOf({ errors = [], open }: Operation): object {
  const codes = [...ALWAYS, ...(open === true ? [] : BEHIND_THE_GATE), ...errors]
  const byStatus = Map.groupBy(codes, (code) => STATUS[code])
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, group]) => [String(status), { description: named(group), content: contentOf(group) }]),
  )
}

/** Of every route that needs credentials: where they are missing or wrong. */
export const UNAUTHENTICATED = {
  description: '`AuthenticationFailed`: the token is missing or wrong',
  headers: { 'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } } },
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Error' },
      example: { error_code: 'AuthenticationFailed', ...EXAMPLES.AuthenticationFailed },
    },
  },
}

function named(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `\`${code}\``).join(', ')
}

function contentOf(codes: readonly ErrorCode[]): object {
  const examples = codes.map((code) => [code, { value: { error_code: code, ...EXAMPLES[code] } }])
  return {
    'application/json': {
      schema: { $ref: '#/components/schemas/Error' },
      examples: Object.fromEntries(examples),
    },
  }
}
