import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { type Failure, STATUS } from './failure.ts'

/** What a route answers with: JSON, unless its headers say otherwise. */
export interface Answer {
  readonly kind: 'answer'
  /** The body. */
  readonly text: string
  readonly headers: { readonly [name: string]: string }
  /** Absent: 200. */
  readonly status?: 202
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

export function answer(json: unknown, headers: Answer['headers'] = {}): Answer {
  return textAnswer(JSON.stringify(json), headers)
}

/** Where every byte of the JSON counts. */
export function textAnswer(text: string, headers: Answer['headers'] = {}): Answer {
  return { kind: 'answer', text, headers }
}

/** One page of a list. */
export function page(items: readonly unknown[], nextCursor: string | null): Answer {
  return answer({ items, next_cursor: nextCursor })
}

export function resultOf(given: Answer | Failure): APIGatewayProxyStructuredResultV2 {
  if (given.kind === 'answer') {
    return { statusCode: given.status ?? 200, headers: { ...HEADERS, ...given.headers }, body: given.text }
  }
  const { message, code, details } = given
  return {
    statusCode: STATUS[code],
    headers: { ...HEADERS, ...headersOf(given) },
    body: JSON.stringify({ message, error_code: code, details }),
  }
}

function headersOf({ code, details: { allowed } }: Failure): Answer['headers'] {
  if (code === 'AuthenticationFailed') return { 'www-authenticate': 'Bearer' }
  if (code === 'IssuerUnavailable') return { 'retry-after': '10' }
  return code === 'MethodNotAllowed' && Array.isArray(allowed) ? { allow: allowed.join(', ') } : {}
}
