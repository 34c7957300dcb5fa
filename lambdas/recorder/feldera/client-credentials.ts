import * as z from 'zod/mini'
import { catch as otherwise } from 'zod/mini'
import type { Auth } from '../configuration/configuration.ts'
import type { Exchanging } from './http.ts'

// A rotated secret is noticed by the 401 at once, and without one after this long.
export const REMEMBER_MS = 5 * 60_000
const RENEW_BEFORE_MS = 60_000

/** OAuth 2 client credentials grant (RFC 6749 §4.4) with Basic authentication of the client (§2.3.1). */
export async function tokenFor(
  { exchange }: { readonly exchange: Exchanging },
  auth: Extract<Auth, { kind: 'clientCredentials' }>,
  secret: string,
): Promise<{ readonly token: string; readonly lifeMs: number } | string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(auth.scope === null ? {} : { scope: auth.scope }),
  })
  const basic = Buffer.from(`${formEncoded(auth.clientId)}:${formEncoded(secret)}`).toString('base64')
  const outcome = await exchange({
    method: 'POST',
    url: auth.tokenUrl,
    headers: {
      authorization: `Basic ${basic}`,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form.toString(),
  })
  if (outcome.kind === 'incomplete') return `the token endpoint gave no answer (${outcome.reason})`
  if (outcome.status !== 200) return `the token endpoint refused (HTTP ${outcome.status})`
  const token = tokenIn(outcome.body)
  if (token === undefined) return 'the token endpoint’s answer has no token'
  const lifeMs = token.expires_in === undefined ? REMEMBER_MS : token.expires_in * 1_000
  // A token that lives shorter than twice the margin would otherwise be fetched for every request.
  return { token: token.access_token, lifeMs: lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 2) }
}

/** The token endpoint's word. A lifetime that cannot be read is none; another type than Bearer cannot be used (RFC 6749 §7.1). */
const tokenAnswer = z.object({
  access_token: z.string().check(z.regex(/^[\x21-\x7e]+$/)),
  token_type: z.string().check(z.regex(/^bearer$/i)),
  expires_in: otherwise(z.optional(z.number().check(z.positive(), z.maximum(31_536_000))), undefined),
})

function tokenIn(body: Uint8Array): z.output<typeof tokenAnswer> | undefined {
  try {
    return tokenAnswer.parse(JSON.parse(Buffer.from(body).toString('utf8')))
  } catch {
    // Not JSON or not a token: told by the caller, without a byte of it.
    return undefined
  }
}

function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice('x='.length)
}
