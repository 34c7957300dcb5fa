import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { VERSION } from '../../lambdas/domain/version.ts'

beforeEach(() => {
  vi.resetModules()
  vi.stubEnv('AWS_REGION', 'eu-west-1')
})
afterEach(() => vi.unstubAllEnvs())

test('a cold start with a whole environment answers a client of Feldera what it talks to', async () => {
  vi.stubEnv('LEDGER_TABLE', 'ledger')
  vi.stubEnv('WORK_TABLE', 'work')
  vi.stubEnv('ARCHIVE_BUCKET', 'archive')
  vi.stubEnv('TOPIC_ARN', 'arn:aws:sns:eu-west-1:123456789012:alerts')
  vi.stubEnv('LOG_ORIGIN', 'log.example')
  vi.stubEnv('OBJECT_LOCK_MODE', 'COMPLIANCE')
  const { handler } = await import('../../lambdas/publisher/handler.ts')
  const event: unknown = {
    rawPath: '/v0/config',
    rawQueryString: '',
    requestContext: { http: { method: 'GET' } },
  }
  expect(await handler(event as Parameters<typeof handler>[0])).toMatchObject({
    statusCode: 200,
    body: expect.stringContaining(VERSION),
  })
})

test('a cold start without its environment fails and names every variable', async () => {
  for (const name of ['LEDGER_TABLE', 'WORK_TABLE', 'ARCHIVE_BUCKET', 'TOPIC_ARN', 'LOG_ORIGIN'])
    vi.stubEnv(name, '')
  await expect(import('../../lambdas/publisher/handler.ts')).rejects.toThrow(
    'LEDGER_TABLE, WORK_TABLE, ARCHIVE_BUCKET, TOPIC_ARN, LOG_ORIGIN',
  )
})
