import { expect, it } from 'vitest'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { OPERATIONS } from '../../../lambdas/publisher/openapi/operations.ts'
import { appendAll } from '../../support/asking.ts'
import { assertConforms } from '../../support/conforming.ts'
import { at } from '../../support/listings.ts'
import { acting, json, LISTED } from '../actions/acting.ts'

const ONE = '/v0/pipelines/orders'
const ACTIONS: { readonly [operation: string]: readonly [method: string, target: string, body: object] } = {
  holdCheckpoint: ['PUT', `${ONE}/history/${LISTED}/hold`, { reason: 'audit' }],
  releaseCheckpoint: ['DELETE', `${ONE}/history/${LISTED}/hold`, {}],
}
const READINGS: { readonly [operation: string]: string } = {
  listPipelines: '/v0/pipelines',
  getPipeline: ONE,
  listCheckpoints: `${ONE}/checkpoints`,
  listHistory: `${ONE}/history`,
  getCheckpoint: `${ONE}/history/${LISTED}`,
  listEvents: `${ONE}/events`,
  listAlerts: '/v0/alerts',
  listRuns: '/v0/runs',
  config: '/v0/config',
  getLog: '/v0/log',
  health: '/healthz',
  openApi: '/v0/openapi.json',
  metrics: '/metrics',
}

it('every operation answers what its description says', async () => {
  const { ask, ledger, missing, dropped } = await acting()
  const counts = { listed: '1', unobservable: '0', skipped: '0', entries: '1' }
  const data = {
    ...counts,
    started_at: at(1),
    finished_at: at(2),
    configuration: 'c'.repeat(64),
    coverage: [],
  }
  const events = [{ kind: 'run-completed', severity: 'silent', data }] as const
  const draft = { at: at(2), by: 'recorder', epoch: null, events, evidence: ['a'.repeat(64)] }
  await appendAll(ledger, sealAll(undefined, { ...draft, ledger: 'recorder/0', run: 'run' }))
  const readings = { ...READINGS, getAlert: `/v0/alerts/${missing}` }
  const actions = {
    ...ACTIONS,
    acknowledgeAlert: ['POST', `/v0/alerts/${missing}/acknowledge`, { note: 'seen' }] as const,
    resolveAlert: ['POST', `/v0/alerts/${dropped}/resolve`, {}] as const,
  }
  // `ask` holds each against the description.
  for (const target of Object.values(readings))
    expect([target, (await ask(target)).status]).toEqual([target, 200])
  for (const [method, target, body] of Object.values(actions)) {
    expect([target, (await ask(target, method, json(body))).status]).toEqual([target, 200])
  }
  const asked = [...Object.keys(readings), ...Object.keys(actions)]
  // An attestation wants a log that is signed: attestation.test.ts asks for it, in the same way.
  expect([...asked, 'attest'].toSorted()).toEqual(
    Object.values(OPERATIONS)
      .map(({ id }) => id)
      .toSorted(),
  )
})

it.each([
  ['a member that nobody wrote down', { status: 'healthy', more: 1 }, 200],
  ['a member of another form', { status: 'ill' }, 200],
  ['a code that the route does not name', { message: '', error_code: 'UnknownHold', details: {} }, 404],
  ['a status that is not the code’s', { message: '', error_code: 'InternalError', details: {} }, 400],
])('%s is no answer', (_, body, status) => {
  const given = { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) }
  expect(() => assertConforms('GET', '/healthz', given)).toThrow('/healthz')
})
