import type { Knock } from './caller.ts'

// API Gateway takes 10 KB of headers in all. What is longer was never issued by anybody we trust.
const MAX_CHARACTERS = 8_192
// RFC 6750: one space; more of them have always been taken. Visible ASCII only: nothing that could steer a log or a terminal.
const BEARER = /^bearer +([\x21-\x7e]+) *$/i

/** The Bearer token of a request; undefined where there is none, more than one, or one that cannot be a token. */
export function bearerIn(headers: Knock['headers']): string | undefined {
  const sent = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'authorization')
  const [only] = sent
  if (only === undefined || sent.length > 1) return undefined
  const token = BEARER.exec(only[1] ?? '')?.[1]
  return token !== undefined && token.length <= MAX_CHARACTERS ? token : undefined
}
