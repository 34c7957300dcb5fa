import { describe, expect, it } from 'vitest'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { openApi } from '../../../lambdas/publisher/openapi/document.ts'
import { OPERATIONS, routeOf } from '../../../lambdas/publisher/openapi/operations.ts'
import { ROUTES } from '../../../lambdas/publisher/routes/routes.ts'
import { appendAll, type Json } from '../../support/asking.ts'
import { assertConforms } from '../../support/conforming.ts'
import { at } from '../../support/listings.ts'
import { acting, json, LISTED } from '../actions/acting.ts'

const ONE = '/v0/pipelines/orders'
const PERIOD = { from: at(0), to: at(600) }
const REPORT = `/v0/reports/retention?from=${PERIOD.from}&to=${PERIOD.to}`
const SPAN = { until: at(7_200), reason: 'release 12' }
const ACTIONS: { readonly [operation: string]: readonly [method: string, target: string, body: object] } = {
  holdCheckpoint: ['PUT', `${ONE}/history/${LISTED}/hold`, { reason: 'audit' }],
  releaseCheckpoint: ['DELETE', `${ONE}/history/${LISTED}/hold`, {}],
  recordDrill: ['POST', `${ONE}/history/${LISTED}/drills`, { outcome: 'succeeded', minutes: '12.5' }],
  approveChange: ['POST', `${ONE}/approvals`, { kinds: ['lineage-changed'], ...SPAN }],
  planMaintenance: ['POST', `${ONE}/maintenance`, SPAN],
  testNotifications: ['POST', '/v0/notifications/test', {}],
}
/** Asked for after the actions, so that the lists have something in them. */
const READINGS: { readonly [operation: string]: string } = {
  getOverview: '/v0/overview',
  listPipelines: '/v0/pipelines',
  getPipeline: ONE,
  listCheckpoints: `${ONE}/checkpoints`,
  listHistory: `${ONE}/history`,
  getCheckpoint: `${ONE}/history/${LISTED}`,
  getCopy: `${ONE}/history/${LISTED}/copy`,
  getStore: `${ONE}/store`,
  listStoreEvents: `${ONE}/store/events`,
  listEvents: `${ONE}/events`,
  listApprovals: `${ONE}/approvals`,
  listMaintenance: `${ONE}/maintenance`,
  listDrills: `${ONE}/drills`,
  listAlerts: '/v0/alerts',
  listRuns: '/v0/runs',
  listRunEvents: '/v0/runs/events',
  retentionReport: REPORT,
  listSignOffs: '/v0/reports/sign-offs',
  getCaller: '/v0/caller',
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
  const done = async (method: string, target: string, body: object): Promise<Json> => {
    const given = await ask(target, method, json(body))
    expect([target, given.status]).toEqual([target, 200])
    return given.json
  }
  const ids = new Map<string, unknown>()
  for (const [operation, [method, target, body]] of Object.entries(actions))
    ids.set(operation, (await done(method, target, body))['id'])
  await done('DELETE', `${ONE}/approvals/${String(ids.get('approveChange'))}`, {})
  await done('DELETE', `${ONE}/maintenance/${String(ids.get('planMaintenance'))}`, {})
  const sha256 = (await ask(REPORT)).headers['checkpoint-ledger-report-sha256']
  await done('POST', '/v0/reports/retention/sign-off', { ...PERIOD, sha256 })
  for (const target of Object.values(readings))
    expect([target, (await ask(target)).status]).toEqual([target, 200])
  const undone = ['withdrawApproval', 'cancelMaintenance', 'signOffReport']
  const asked = [...Object.keys(readings), ...Object.keys(actions), ...undone]
  // An attestation wants a log that is signed: attestation.test.ts asks for it, in the same way.
  expect([...asked, 'attest'].toSorted()).toEqual(
    Object.values(OPERATIONS)
      .map(({ id }) => id)
      .toSorted(),
  )
})

describe('a request with a query that cannot be read', () => {
  const described: { readonly paths: { readonly [path: string]: { readonly [method: string]: Described } } } =
    JSON.parse(JSON.stringify(openApi({ version: '1', routes: ROUTES })))

  it.each(Object.keys(OPERATIONS))('is refused by %s with 400, or 400 is no answer of it', async (name) => {
    const { ask } = await acting()
    const { method, path } = routeOf(name)
    const target = path.replaceAll(/\{[^}]+\}/g, 'x')
    const statuses = ['%zz', 'at=1&at=2', 'source=a&source=b'].map(
      async (query) => (await ask(`${target}?${query}`, method)).status,
    )
    const isListed = '400' in (described.paths[path]?.[method.toLowerCase()]?.responses ?? {})
    expect([...new Set(await Promise.all(statuses))]).toEqual([isListed ? 400 : 200])
  })

  it('is none where health and edition are asked for', () => {
    const never = Object.entries(described.paths).filter(([, { get }]) => get && !('400' in get.responses))
    expect(never.map(([path]) => path).toSorted()).toEqual(['/healthz', '/v0/config'])
  })
})

interface Described {
  readonly responses: { readonly [status: string]: unknown }
}

it.each([
  ['a member that nobody wrote down', { status: 'healthy', more: 1 }, 200],
  ['a member of another form', { status: 'ill' }, 200],
  ['a code that the route does not name', { message: '', error_code: 'UnknownHold', details: {} }, 404],
  ['a status that is not the code’s', { message: '', error_code: 'InternalError', details: {} }, 400],
])('%s is no answer', (_, body, status) => {
  const given = { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) }
  expect(() => assertConforms('GET', '/healthz', given)).toThrow('/healthz')
})
