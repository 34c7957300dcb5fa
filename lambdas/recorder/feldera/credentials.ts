import type { Clock } from '../../domain/clock.ts'
import type { Auth, Source } from '../configuration/configuration.ts'
import { REMEMBER_MS, tokenFor } from './client-credentials.ts'
import type { Exchanging } from './http.ts'
import { secretIn } from './secret-text.ts'
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
  readonly exchange: Exchanging
  readonly clock: Clock
}

// A refused key is refused for every pipeline of its source: the secret is read again once for all of them, since reading costs money.
const REREAD_EVERY_MS = 30_000
const FAILURE_MS = 10_000

interface Obtained {
  readonly authorization: Authorization
  readonly untilMs: number
}

interface Known {
  /** Pipelines that ask at the same time share one reading. */
  readonly authorization: Promise<Authorization>
  /** Infinity while it is being obtained. */
  untilMs: number
  readonly freshUntilMs: number
}

export function createCredentials(ports: CredentialPorts): Credentials {
  const remembered = new Map<string, Known>()
  return {
    authorization: async ({ name, auth }, { fresh }) => {
      if (auth.kind === 'none') return { kind: 'header', value: undefined }
      const nowMs = ports.clock.now()
      const known = remembered.get(name)
      if (known !== undefined && nowMs < known.untilMs && (!fresh || nowMs < known.freshUntilMs)) {
        return known.authorization
      }
      const next: Known = {
        authorization: obtained(ports, auth).then(
          ({ authorization, untilMs }) => {
            next.untilMs = untilMs
            return authorization
          },
          (error: unknown) => {
            next.untilMs = 0
            throw new Error(`${name}: credentials could not be obtained`, { cause: error })
          },
        ),
        untilMs: Number.POSITIVE_INFINITY,
        freshUntilMs: fresh ? nowMs + REREAD_EVERY_MS : 0,
      }
      remembered.set(name, next)
      return next.authorization
    },
  }
}

async function obtained(ports: CredentialPorts, auth: Exclude<Auth, { kind: 'none' }>): Promise<Obtained> {
  const secret = await secretIn(
    ports.readSecret,
    auth.kind === 'clientCredentials' ? auth.clientSecret : auth.secret,
  )
  const got =
    secret.kind === 'unavailable'
      ? secret.detail
      : auth.kind === 'clientCredentials'
        ? await tokenFor(ports, auth, secret.text)
        : { token: secret.text, lifeMs: REMEMBER_MS }
  const nowMs = ports.clock.now()
  if (typeof got === 'string') {
    return { authorization: { kind: 'unavailable', detail: got }, untilMs: nowMs + FAILURE_MS }
  }
  return { authorization: { kind: 'header', value: `Bearer ${got.token}` }, untilMs: nowMs + got.lifeMs }
}
