import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'
import type { Clock } from '../../domain/clock.ts'
import type { Issuer } from './issuer.ts'
import type { FetchKeys } from './issuer-keys.ts'

// Signatures by a key that only the issuer has. `none` and HS* are not among them: with those, whoever knows a public text could sign.
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
// RFC 8725 3.11: a logout or security-event token of the same issuer is no credential.
const TYPES: readonly unknown[] = [undefined, 'jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']
// Clocks of issuers and ours.
const LEEWAY_S = 30
const TIMEOUT_MS = 5_000
// A token that names an unknown key makes us look for new keys no more often than this.
const COOLDOWN_MS = 30_000
// A key that the issuer has withdrawn is accepted so long at most.
const KEYS_KEPT_MS = 600_000

export type Verified =
  | { readonly kind: 'verified'; readonly claims: JWTPayload }
  | { readonly kind: 'refused' }
  /** Whether it is good cannot be said: the issuer's keys cannot be had. */
  | { readonly kind: 'unavailable' }

class KeysUnavailable extends Error {}

/** What a token claims, proven: signature, issuer, audience, times, type. */
export function createVerification({
  issuer: { issuer, audience },
  fetchKeys,
  clock,
}: {
  readonly issuer: Pick<Issuer, 'issuer' | 'audience'>
  readonly fetchKeys: FetchKeys
  readonly clock: Pick<Clock, 'now'>
}): (token: string) => Promise<Verified> {
  // Where the keys are is asked by `fetchKeys`: the URL here only stands for them.
  const keys = createRemoteJWKSet(new URL(issuer), {
    [customFetch]: async (_url, { signal }) => new Response(await fetchKeys(signal)),
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEYS_KEPT_MS,
  })
  const getKey: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error
      throw new KeysUnavailable('the keys of the issuer', { cause: error })
    }
  }
  return async (token) => {
    if (!isMeantForUs(token, issuer)) return { kind: 'refused' }
    try {
      const { payload: claims } = await jwtVerify(token, getKey, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: LEEWAY_S,
        currentDate: new Date(clock.now()),
      })
      return { kind: 'verified', claims }
    } catch (error) {
      return { kind: error instanceof KeysUnavailable ? 'unavailable' : 'refused' }
    }
  }
}

/** What nobody has signed yet, and only good for this: nobody is asked for keys because of a token that is wrong by its own words. */
function isMeantForUs(token: string, issuer: string): boolean {
  try {
    const { alg, typ } = decodeProtectedHeader(token)
    const type: unknown = typeof typ === 'string' ? typ.toLowerCase() : typ
    return ALGORITHMS.includes(alg ?? '') && TYPES.includes(type) && decodeJwt(token).iss === issuer
  } catch {
    return false
  }
}
