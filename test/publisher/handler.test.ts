import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
  vi.stubEnv('AWS_REGION', 'eu-west-1')
})
afterEach(() => vi.unstubAllEnvs())

const WHOLE = {
  LEDGER_TABLE: 'ledger',
  WORK_TABLE: 'work',
  ACCESS_TABLE: 'access',
  ARCHIVE_BUCKET: 'archive',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  LOG_ORIGIN: 'log.example',
  OBJECT_LOCK_MODE: 'COMPLIANCE',
}

async function started(environment: { readonly [name: string]: string }) {
  for (const [name, text] of Object.entries(environment)) vi.stubEnv(name, text)
  const { handler } = await import('../../lambdas/publisher/handler.ts')
  return async (rawPath: string, headers: { readonly [name: string]: string } = {}, method = 'GET') => {
    const event: unknown = { rawPath, rawQueryString: '', headers, requestContext: { http: { method } } }
    return handler(event as Parameters<typeof handler>[0])
  }
}

describe('a cold start', () => {
  test('without its environment fails and names every variable', async () => {
    const names = Object.keys(WHOLE)
    for (const name of names) vi.stubEnv(name, '')
    await expect(import('../../lambdas/publisher/handler.ts')).rejects.toThrow(names.join(', '))
  })

  test.each([
    {},
    { JWT_ISSUER: '', JWT_AUDIENCE: '', JWT_ROLE_CLAIM: '', JWT_ROLES: '' },
    {
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: 'ledger',
      JWT_ROLE_CLAIM: 'roles',
      JWT_ROLES: 'read=read',
    },
    // What would open a local server, or might be thought to.
    {
      API_KEY: '',
      API_KEYS: 'x',
      OPEN: 'true',
      AUTH: 'none',
      NODE_ENV: 'development',
      AWS_SAM_LOCAL: 'true',
    },
  ])('lets nobody in without a credential, whatever its environment: %j', async (more) => {
    const ask = await started({ ...WHOLE, ...more })
    const answers = [
      await ask('/v0/config'),
      await ask('/v0/nothing'),
      await ask('/v0/alerts/x/acknowledge', {}, 'POST'),
      await ask('/v0/pipelines', { authorization: 'Bearer x' }),
      await ask('/v0/pipelines', { host: 'localhost', 'x-forwarded-for': '127.0.0.1' }),
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Bearer' } })
    }
  })
})
