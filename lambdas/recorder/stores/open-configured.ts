import { credentialsIn } from '../../stores/credentials.ts'
import { openStore, type S3Credentials } from '../../stores/open-store.ts'
import { StoreFailure, type StoreReader } from '../../stores/store-reader.ts'
import type { SecretReference, Store } from '../configuration/configuration.ts'
import { secretIn } from '../feldera/secret-text.ts'
import { createSecretReader, type ReadSecret } from '../feldera/secrets.ts'

/** Reaches a configured store. Rejects with `StoreFailure` where its credentials cannot be had: then it gives no answer. */
export type OpenStore = (store: Store) => Promise<StoreReader>

export function createOpenStore(environment: { readonly [name: string]: string | undefined }): OpenStore {
  const readSecret = createSecretReader(environment)
  return async ({ location, region, endpoint, credentials }) =>
    openStore({
      location,
      region,
      endpoint,
      credentials: credentials === null ? null : await credentialsOf(readSecret, credentials),
    })
}

async function credentialsOf(readSecret: ReadSecret, reference: SecretReference): Promise<S3Credentials> {
  const secret = await secretIn(readSecret, reference)
  if (secret.kind === 'unavailable') throw new StoreFailure(`credentials: ${secret.detail}`)
  const credentials = credentialsIn(secret.text)
  // Without a word of the text: it is the secret.
  if (credentials === undefined)
    throw new StoreFailure('credentials: the secret is no JSON with accessKeyId and secretAccessKey')
  return credentials
}
