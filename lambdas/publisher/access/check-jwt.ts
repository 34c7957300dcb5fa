import type { Clock } from '../../domain/clock.ts'
import { type Failure, failure } from '../failure.ts'
import type { PublisherLog } from '../log.ts'
import { authenticationFailed, type Caller, callerWith } from './caller.ts'
import { type Issuer, roleIn, subjectIn } from './issuer.ts'
import { createFetchKeys } from './issuer-keys.ts'

/** Who holds this token, or why he is not let in. */
export type CheckJwt = (token: string) => Promise<Caller | Failure>

// Three parts of base64url; an empty signature is none.
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Accepts JWTs of one issuer. What verifies them is loaded with the first token that could be one: a cold start does not pay for it. */
export function createJwtCheck({
  issuer,
  clock,
  log,
}: {
  readonly issuer: Issuer
  readonly clock: Pick<Clock, 'now'>
  readonly log: PublisherLog
}): CheckJwt {
  const fetchKeys = createFetchKeys({ issuer: issuer.issuer, clock, log })
  let loaded: ReturnType<typeof load> | undefined
  const load = async () => {
    const { createVerification } = await import('./verify-jwt.ts')
    return createVerification({ issuer, fetchKeys, clock })
  }
  return async (token) => {
    if (!JWT.test(token)) return authenticationFailed()
    loaded ??= load()
    const verify = await loaded
    const verified = await verify(token)
    if (verified.kind === 'unavailable') return issuerUnavailable()
    if (verified.kind === 'refused') return authenticationFailed()
    const subject = subjectIn(verified.claims)
    const role = roleIn(verified.claims, issuer)
    if (subject === undefined || role === undefined) return authenticationFailed()
    return callerWith(`jwt:${subject}`, role)
  }
}

/** Not a word on the credential: nobody could look at it. */
function issuerUnavailable(): Failure {
  return failure('IssuerUnavailable', 'The issuer of tokens cannot be asked for its keys: try again later')
}
