import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SecretReference } from '../configuration.ts'

/** The text of a secret. Rejects with an error that names the secret's place and never its text. */
export type ReadSecret = (reference: SecretReference) => Promise<string>

/** Reads secrets from Secrets Manager or, on one machine, from the environment. The SDK is loaded with the first secret that needs it. */
export function createSecretReader(environment: { readonly [name: string]: string | undefined }): ReadSecret {
  let client: Promise<SecretsManagerClient> | undefined
  return async (reference) => {
    if (reference.kind === 'env') {
      const text = environment[reference.variable]
      if (text === undefined) throw new Error(`the environment variable ${reference.variable} is not set`)
      return text
    }
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
    client ??= Promise.resolve(new SecretsManagerClient({}))
    const secret = await (await client).send(new GetSecretValueCommand({ SecretId: reference.name }))
    if (secret.SecretString !== undefined) return secret.SecretString
    if (secret.SecretBinary !== undefined) return Buffer.from(secret.SecretBinary).toString('utf8')
    throw new Error('the secret is empty')
  }
}
