import { bearerIn } from './bearer.ts'
import { type Admit, authenticationFailed, type Caller, callerWith } from './caller.ts'
import type { CheckJwt } from './check-jwt.ts'
import { type CheckKey, equalHashes } from './check-key.ts'
import { hashOf, KEY_PREFIX } from './key-text.ts'

/** A key that somebody set in the environment of a local server. */
export interface EnvironmentKey {
  readonly variable: string
  readonly text: string
}

/**
 * Lets in who holds a key, or a token of the configured issuer. There is no way through without one: who wants a server that asks
 * nobody composes another `Admit` (infra/local/open-access.ts), which no function in AWS has.
 */
export function createGate({
  checkKey,
  checkJwt,
  environmentKeys,
}: {
  readonly checkKey: CheckKey
  /** Absent: no issuer is configured, and no JWT is accepted. */
  readonly checkJwt?: CheckJwt
  readonly environmentKeys: readonly EnvironmentKey[]
}): Admit {
  const known = environmentKeys.map(({ variable, text }) => ({ variable, hash: hashOf(text) }))
  return async ({ headers }) => {
    const token = bearerIn(headers)
    if (token === undefined) return authenticationFailed()
    const fixed = holderOf(known, token)
    if (fixed !== undefined) return fixed
    if (token.startsWith(KEY_PREFIX)) return (await checkKey(token)) ?? authenticationFailed()
    return (await checkJwt?.(token)) ?? authenticationFailed()
  }
}

/** Every one is compared, whichever fits. */
function holderOf(
  known: readonly { readonly variable: string; readonly hash: string }[],
  token: string,
): Caller | undefined {
  const hash = hashOf(token)
  const fitting = known.filter((key) => equalHashes(key.hash, hash))
  const [first] = fitting
  return first === undefined ? undefined : callerWith(`env:${first.variable}`, 'operate')
}
