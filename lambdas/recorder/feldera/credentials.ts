import * as z from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { Auth, Source } from '../configuration.ts'
import type { Exchange, Request } from './http.ts'
import type { ReadSecret } from './secrets.ts'

export type Authorization =
  /** `value` undefined: the source wants none. */
  | { readonly kind: 'header'; readonly value: string | undefined }
  /** The detail never repeats a secret. */
  | { readonly kind: 'unavailable'; readonly detail: string }

export interface Credentials {
  /** `fresh`: read again, whatever is remembered: the last answer was 401. */
  readonly authorization: (source: Source, options: { readonly fresh: boolean }) => Promise<Authorization>
}

export interface CredentialPorts {
  readonly readSecret: ReadSecret
  readonly exchange: (request: Request) => Promise<Exchange>
  readonly clock: Clock
}

// A rotated secret is noticed by the 401 at once, and without one after this long.
const REMEMBER_MS = 5 * 60_000
const RENEW_BEFORE_MS = 60_000

interface Remembered {
  readonly value: string
  readonly untilMs: number
}

export function createCredentials(ports: CredentialPorts): Credentials {
  const remembered = new Map<string, Remembered>()
  return {
    authorization: async (source, { fresh }) => {
      if (source.auth.kind === 'none') return { kind: 'header', value: undefined }
      const known = remembered.get(source.name)
      if (!fresh && known !== undefined && known.untilMs > ports.clock.now()) {
        return { kind: 'header', value: known.value }
      }
      const got = await obtained(ports, source.auth)
      if (typeof got === 'string') return { kind: 'unavailable', detail: got }
      remembered.set(source.name, got)
      return { kind: 'header', value: got.value }
    },
  }
}

async function obtained(
  ports: CredentialPorts,
  auth: Exclude<Auth, { kind: 'none' }>,
): Promise<Remembered | string> {
  const secret = await secretText(ports, auth.kind === 'clientCredentials' ? auth.clientSecret : auth.secret)
  if (secret === undefined) return 'the secret could not be read or cannot stand in a header'
  if (auth.kind !== 'clientCredentials')
    return { value: `Bearer ${secret}`, untilMs: ports.clock.now() + REMEMBER_MS }
  return tokenFor(ports, auth, secret)
}

async function secretText(
  { readSecret }: CredentialPorts,
  reference: Parameters<ReadSecret>[0],
): Promise<string | undefined> {
  try {
    // Editors and `echo` end a file with a newline that is no part of the secret.
    const text = (await readSecret(reference)).replace(/\r?\n$/, '')
    return /^[\x20-\x7e]+$/.test(text) ? text : undefined
  } catch {
    // Denied, absent or unreachable: the source becomes unobservable, and the message must not repeat anything of it.
    return undefined
  }
}

const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive().max(31_536_000).optional(),
})

/** OAuth 2 client credentials grant (RFC 6749 §4.4) with Basic authentication of the client (§2.3.1). */
async function tokenFor(
  ports: CredentialPorts,
  auth: Extract<Auth, { kind: 'clientCredentials' }>,
  secret: string,
): Promise<Remembered | string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(auth.scope === null ? {} : { scope: auth.scope }),
  })
  const basic = Buffer.from(`${formEncoded(auth.clientId)}:${formEncoded(secret)}`).toString('base64')
  const outcome = await ports.exchange({
    method: 'POST',
    url: auth.tokenUrl,
    headers: {
      authorization: `Basic ${basic}`,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(form.toString())),
    },
    body: form.toString(),
  })
  if (outcome.kind === 'incomplete') return `the token endpoint gave no answer (${outcome.reason})`
  if (outcome.status !== 200) return `the token endpoint refused (HTTP ${outcome.status})`
  const token = tokenIn(outcome.body)
  if (token === undefined) return 'the token endpoint’s answer has no token'
  const lifeMs = token.expires_in === undefined ? REMEMBER_MS : token.expires_in * 1_000
  return { value: `Bearer ${token.access_token}`, untilMs: ports.clock.now() + lifeMs - RENEW_BEFORE_MS }
}

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
