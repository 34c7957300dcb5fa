import type { Clock } from '../../domain/clock.ts'
import type { SourceClient } from '../source-client.ts'
import { createFelderaClient } from './ask.ts'
import { createCredentials } from './credentials.ts'
import { createExchanging, LIMITS } from './http.ts'
import { createSecretReader } from './secrets.ts'

/** The real client, put together: connections, credentials and patience last as long as the process. */
export function createFeldera({
  environment,
  clock,
  random,
  loopback,
}: {
  /** Where `{"env": …}` secrets stand; empty where there are none. */
  readonly environment: { readonly [name: string]: string | undefined }
  readonly clock: Clock
  readonly random: () => number
  /** Whether a source may be on this machine. */
  readonly loopback: boolean
}): SourceClient {
  const exchange = createExchanging({ loopback, clock, limits: LIMITS })
  const credentials = createCredentials({ readSecret: createSecretReader(environment), exchange, clock })
  return createFelderaClient({ exchange, credentials, clock, random })
}
