import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SecretReference } from '../configuration/configuration.ts'

/** The text of a secret. Rejects with an error that names the secret's place and never its text. */
export type ReadSecret = (reference: SecretReference) => Promise<string>

// The SDK waits for ever unless told otherwise, and with it would the run.
const PATIENCE = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true }

/** Reads secrets from Secrets Manager or, on one machine, from the environment. The SDK is loaded with the first secret that needs it. */
export function createSecretReader(environment: { readonly [name: string]: string | undefined }): ReadSecret {
  let client: SecretsManagerClient | undefined
  return async (reference) => {
    if (reference.kind === 'env') {
      const text = environment[reference.variable]
      if (text === undefined) throw new Error(`the environment variable ${reference.variable} is not set`)
      return text
    }
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
    client ??= new SecretsManagerClient({ requestHandler: PATIENCE })
    const secret = await client.send(new GetSecretValueCommand({ SecretId: reference.name }))
    if (secret.SecretString !== undefined) return secret.SecretString
    if (secret.SecretBinary !== undefined) return Buffer.from(secret.SecretBinary).toString('utf8')
    throw new Error('the secret is empty')
  }
}
