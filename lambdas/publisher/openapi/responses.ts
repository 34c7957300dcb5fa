import { type ErrorCode, STATUS } from '../failure.ts'
import { EXAMPLES } from './failure-examples.ts'
import type { Operation } from './operation.ts'

/** What every route may refuse that is not open, besides a missing credential. */
const BEHIND_THE_GATE: readonly ErrorCode[] = ['Forbidden', 'IssuerUnavailable']

/** What a route may refuse. Whatever it reads of a request may be wrong; where nothing is read, nothing is. */
export function codesOf(
  { errors = [], open }: Pick<Operation, 'errors' | 'open'>,
  isAnythingRead: boolean,
): readonly ErrorCode[] {
  return [
    ...(isAnythingRead ? (['InvalidParameter'] as const) : []),
    'InternalError',
    ...(open === true ? [] : BEHIND_THE_GATE),
    ...errors,
  ]
}

/** The error answers of a route, by status: all of one form, each with the codes that it may carry. */
export function failuresOf(codes: readonly ErrorCode[]): object {
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
