import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSecretReader } from '../../../lambdas/recorder/feldera/secrets.ts'
import { createLoopbacks, json, type Loopback, type Loopbacks } from './loopback.ts'

let loopbacks: Loopbacks
beforeEach(() => {
  loopbacks = createLoopbacks()
})
afterEach(() => {
  loopbacks.close()
  vi.unstubAllEnvs()
})

function actingAsSecretsManager({ url }: Loopback): void {
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', url)
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
}

it('reads a secret from the environment that it was given', async () => {
  const read = createSecretReader({ KEY: 'apikey:abc\n' })
  expect(await read({ kind: 'env', variable: 'KEY' })).toBe('apikey:abc\n')
})

it('says which variable is not set', async () => {
  await expect(createSecretReader({})({ kind: 'env', variable: 'KEY' })).rejects.toThrow('KEY is not set')
})

it.each([
  [{ SecretString: 'text\n' }, 'text\n'],
  [{ SecretBinary: Buffer.from('bytes é').toString('base64') }, 'bytes é'],
])('reads a secret from Secrets Manager: %j', async (secret, text) => {
  const server = await loopbacks.serve(json(200, secret, { 'content-type': 'application/x-amz-json-1.1' }))
  actingAsSecretsManager(server)
  expect(await createSecretReader({})({ kind: 'secret', name: 'feldera/prod' })).toBe(text)
  expect(server.requests[0]?.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue')
})

it('rejects with the name of the error where Secrets Manager refuses', async () => {
  const server = await loopbacks.serve(
    json(
      400,
      { __type: 'ResourceNotFoundException', message: 'x' },
      { 'content-type': 'application/x-amz-json-1.1' },
    ),
  )
  actingAsSecretsManager(server)
  const reading = createSecretReader({})({ kind: 'secret', name: 'feldera/prod' })
  await expect(reading).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

it('does not wait for ever for Secrets Manager', async () => {
  const server = await loopbacks.serve(() => {})
  actingAsSecretsManager(server)
  await expect(createSecretReader({})({ kind: 'secret', name: 'x' })).rejects.toThrow()
}, 18_000)
