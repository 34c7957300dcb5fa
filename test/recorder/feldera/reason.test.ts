import { expect, it } from 'vitest'
import type { UnobservableReason } from '../../../lambdas/domain/observation.ts'
import { observationOf } from '../../../lambdas/recorder/feldera/schema.ts'
import {
  answered,
  BAD_KEY,
  coded,
  incompleteBy,
  NO_PERMISSION,
  NOT_DEPLOYED,
  UNAVAILABLE,
  UNKNOWN_PIPELINE,
  UNREACHABLE,
} from './exchanges.ts'

type Row = readonly [UnobservableReason, number, string, { readonly [name: string]: string }?]
const HTML = { 'content-type': 'text/html' }
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' }

/** Every row of FELDERA §4.2. */
const ROWS: readonly Row[] = [
  ['not-json', 200, '<!doctype html><title>Feldera</title>', HTML],
  ['unauthorized', 401, BAD_KEY, PLAIN],
  ['unauthorized', 401, '', { 'www-authenticate': 'Bearer error_description="ExpiredSignature"' }],
  ['forbidden', 403, NO_PERMISSION],
  ['forbidden', 403, '{"message":"no","error_code":"InsufficientPermissions"}'],
  ['forbidden', 403, coded('NotATenantMember')],
  ['forbidden', 403, coded('NoTenantMemberships')],
  ['forbidden', 403, '<html>proxy</html>', HTML],
  ['tenant-required', 400, coded('AmbiguousTenantMembership')],
  ['tenant-required', 400, coded('AmbiguousOidcTenant')],
  ['request-refused', 400, coded('InvalidName')],
  ['request-refused', 400, ''],
  ['unknown-pipeline', 404, UNKNOWN_PIPELINE],
  ['unsupported', 404, '', {}],
  ['unsupported', 404, '<html>not found</html>', HTML],
  ['request-refused', 404, coded('UnknownSomethingElse')],
  ['timeout', 408, ''],
  ['request-refused', 418, ''],
  ['rate-limited', 429, ''],
  ['storage-error', 500, coded('StorageError')],
  ['server-error', 500, coded('PostgresError')],
  ['server-error', 500, coded('PostgresPoolError')],
  ['server-error', 500, coded('PipelineMissingDeploymentLocation')],
  ['server-error', 500, coded('PipelineInteractionInvalidResponse')],
  ['server-error', 500, ''],
  ['unsupported', 501, coded('EnterpriseFeature')],
  ['unsupported', 501, ''],
  ['server-error', 502, '<html>bad gateway</html>', HTML],
  ['stopped', 503, NOT_DEPLOYED],
  ['pipeline-unavailable', 503, UNAVAILABLE],
  ['pipeline-unreachable', 503, UNREACHABLE],
  ['server-error', 503, 'upstream connect error', PLAIN],
  ['server-error', 504, '', HTML],
  ['redirected', 302, ''],
  ['redirected', 304, ''],
  ['malformed', 204, ''],
]

const CASES = ROWS.map(([reason, status, body, headers]) => ({ reason, status, body, headers }))

it.each(CASES)('$reason: HTTP $status $body', ({ reason, status, body, headers }) => {
  const observation = observationOf(answered(status, body, headers))
  expect(observation).toMatchObject({ kind: 'unobservable', reason })
  expect(observation).toHaveProperty('detail', expect.stringMatching(/./))
})

it.each(['timeout', 'network', 'truncated', 'too-large', 'malformed'] as const)(
  'keeps the reason of an incomplete answer: %s',
  (reason) => {
    expect(observationOf(incompleteBy(reason))).toEqual({ kind: 'unobservable', reason, detail: 'why' })
  },
)

it('goes by the code before the status', () => {
  expect(observationOf(answered(500, coded('PipelineUnavailable')))).toMatchObject({
    reason: 'pipeline-unavailable',
  })
})

it('takes no error code from an answer that is no error', () => {
  expect(observationOf(answered(302, NOT_DEPLOYED))).toMatchObject({ reason: 'redirected' })
  expect(observationOf(answered(200, NOT_DEPLOYED))).toMatchObject({ reason: 'malformed' })
})

it.each(['constructor', '__proto__', 'toString', ''])('knows no error code %j', (code) => {
  expect(observationOf(answered(500, coded(code)))).toMatchObject({ reason: 'server-error' })
})

it.each(['StorageError', 'PostgresError', 'PipelineUnavailable'])('names the documented code %s', (code) => {
  expect(observationOf(answered(500, coded(code)))).toHaveProperty('detail', expect.stringContaining(code))
})

it('repeats no other word of the server', () => {
  for (const status of [400, 401, 403, 404, 429, 500, 503]) {
    const body = JSON.stringify({ message: 'CANARY', error_code: 'CANARY', details: { CANARY: 'CANARY' } })
    expect(JSON.stringify(observationOf(answered(status, body, { server: 'CANARY' })))).not.toContain(
      'CANARY',
    )
  }
})
