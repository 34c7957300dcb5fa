import type { Clock } from '../../domain/clock.ts'
import { errorText } from '../../domain/log-line.ts'
import type { PublisherLog } from '../log.ts'
import { fetchText } from './fetch-text.ts'

// Whoever sends tokens must not make us press an issuer that is in trouble.
const REST_MS = 10_000

/** The text of the issuer's set of keys, as it is now. Rejects where it cannot be had. */
export type FetchKeys = (signal: AbortSignal) => Promise<string>

/**
 * Asks the issuer's OpenID configuration where its keys are, and then for the keys. Where they are is asked again after a failure;
 * after one, nothing is asked for ten seconds.
 */
export function createFetchKeys({
  issuer,
  clock,
  log,
}: {
  readonly issuer: string
  readonly clock: Pick<Clock, 'now'>
  readonly log: PublisherLog
}): FetchKeys {
  let place: string | undefined
  let failedMs = Number.NEGATIVE_INFINITY
  return async (signal) => {
    const sinceMs = clock.now() - failedMs
    if (sinceMs >= 0 && sinceMs < REST_MS) throw new Error('the issuer failed just now')
    try {
      place ??= await keysPlace(issuer, signal)
      return await fetchText(place, signal)
    } catch (error) {
      place = undefined
      failedMs = clock.now()
      log({ name: 'issuer-unavailable', error: errorText(error) })
      throw error
    }
  }
}

async function keysPlace(issuer: string, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const { issuer: named, jwks_uri: place } = membersIn(await fetchText(url, signal), url)
  // OpenID Connect Discovery 4.3: another name is another issuer, or a mistake in ours.
  if (named !== issuer) throw new Error(`${url} is the configuration of another issuer`)
  if (typeof place !== 'string') throw new Error(`${url} names no place of keys`)
  return place
}

function membersIn(text: string, url: string): { readonly [name: string]: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${url} is no JSON`, { cause })
  }
}
