import { publishedLog } from '../../archive/log/log-reader.ts'
import { parseInstant } from '../../domain/instant.ts'
import { ALERT_STATES } from '../../ledger/work/alert-index.ts'
import { type Answer, answer, page } from '../answer.ts'
import { type Failure, isFailure } from '../failure.ts'
import { oneOf, pagingIn } from '../parameters.ts'
import { alertItem, alertOf } from '../queries/alerts.ts'
import { overviewOf } from '../queries/overview.ts'
import { PIPELINE_ORDERS, PIPELINE_STATUSES, pipelineItem, pipelinesOf } from '../queries/pipelines.ts'
import type { QueryPorts } from '../queries/ports.ts'
import { runItem, runsOf } from '../queries/runs.ts'
import { alertActionRoute, holdRoute, releaseRoute, testRoute } from './action-routes.ts'
import { attestationRoute } from './attestation-route.ts'
import { copyRoute, storeEventsRoute, storeRoute } from './copy-routes.ts'
import { metricsRoute } from './metrics-route.ts'
import {
  checkpointsRoute,
  eventsRoute,
  historyRoute,
  pipelineRoute,
  runEventsRoute,
  storyRoute,
} from './pipeline-routes.ts'
import { PLAN_ROUTES } from './plan-routes.ts'
import { REPORT_PARAMETERS, reportRoute, signOffRoute, signOffsRoute } from './report-routes.ts'
import type { Asked, Route } from './route.ts'

const PAGED = ['limit', 'cursor']

const get = (path: string, parameters: Route['parameters'], give: Route['answer']): Route => {
  return { method: 'GET', path, parameters, answer: give }
}
const LIST = '/v0/pipelines/{}/history'
const ONE = `${LIST}/{}`

/** The API (CONTRACT §5). */
export const ROUTES: readonly Route[] = [
  { ...get('/healthz', 'ignored', health), open: true },
  // Feldera's own clients ask this first and go on where there is an edition and a version.
  get('/v0/config', 'ignored', async ({ version }) => answer({ edition: 'Enterprise', version })),
  get('/v0/overview', [], async (ports) => answer(await overviewOf(ports))),
  get('/v0/pipelines', [...PAGED, 'source', 'status', 'q', 'sort'], pipelines),
  get('/v0/pipelines/{}', 'any', pipelineRoute),
  get('/v0/pipelines/{}/checkpoints', 'any', checkpointsRoute),
  get('/v0/pipelines/{}/attestation', ['source', 'at'], attestationRoute),
  get(LIST, [...PAGED, 'source', 'status', 'from', 'to'], historyRoute),
  get(ONE, ['source'], storyRoute),
  get(`${ONE}/copy`, ['source'], copyRoute),
  get('/v0/pipelines/{}/store', ['source'], storeRoute),
  get('/v0/pipelines/{}/store/events', [...PAGED, 'source', 'kind', 'from', 'to'], storeEventsRoute),
  { method: 'PUT', path: `${ONE}/hold`, parameters: ['source'], answer: holdRoute },
  { method: 'DELETE', path: `${ONE}/hold`, parameters: ['source', 'id'], answer: releaseRoute },
  ...PLAN_ROUTES,
  get('/v0/pipelines/{}/events', [...PAGED, 'source', 'kind', 'from', 'to'], eventsRoute),
  get('/v0/alerts', [...PAGED, 'state'], alerts),
  get('/v0/alerts/{}', [], alert),
  {
    method: 'POST',
    path: '/v0/alerts/{}/acknowledge',
    parameters: [],
    answer: alertActionRoute('acknowledge'),
  },
  { method: 'POST', path: '/v0/alerts/{}/resolve', parameters: [], answer: alertActionRoute('resolve') },
  get('/v0/runs', PAGED, runs),
  get('/v0/runs/events', [...PAGED, 'shard', 'kind', 'from', 'to'], runEventsRoute),
  { method: 'POST', path: '/v0/notifications/test', parameters: [], answer: testRoute },
  get('/v0/reports/retention', REPORT_PARAMETERS, reportRoute),
  get('/v0/reports/sign-offs', PAGED, signOffsRoute),
  { method: 'POST', path: '/v0/reports/retention/sign-off', parameters: [], answer: signOffRoute },
  get('/v0/log', [], log),
  get('/v0/openapi.json', [], description),
  get('/metrics', ['source'], metricsRoute),
  // Whom the credential stands for: a page shows a reader no actions.
  get('/v0/caller', [], async (_ports, { actor, roles }) => answer({ actor, roles })),
]

/** Healthy where the tables can be read. */
async function health({ overviews }: QueryPorts): Promise<Answer> {
  await overviews.all()
  return answer({ status: 'healthy' })
}

async function pipelines(ports: QueryPorts, { path, query }: Asked): Promise<Answer | Failure> {
  const paging = pagingIn(query, path)
  if (isFailure(paging)) return paging
  const status = oneOf(query, 'status', PIPELINE_STATUSES)
  if (isFailure(status)) return status
  const sort = oneOf(query, 'sort', PIPELINE_ORDERS)
  if (isFailure(sort)) return sort
  const [source, q] = [query.get('source'), query.get('q')]
  const rows = await pipelinesOf(ports, {
    ...(source === undefined ? {} : { source }),
    ...(status === undefined ? {} : { status }),
    ...(q === undefined ? {} : { q }),
    sort: sort ?? 'name',
  })
  // Behind the last one shown; where it has gone meanwhile, from the beginning of what follows by name.
  const [after] = paging.position ?? []
  const known = rows.findIndex(({ ledger }) => ledger === after)
  const start =
    after === undefined ? 0 : known === -1 ? rows.findIndex(({ ledger }) => ledger > after) : known + 1
  const shown = start === -1 ? [] : rows.slice(start, start + paging.limit)
  const last = shown.at(-1)
  const more = last !== undefined && start + paging.limit < rows.length
  return page(
    shown.map((row) => pipelineItem(row, row.store)),
    paging.next(more ? [last.ledger] : null),
  )
}

async function alerts({ alerts: index }: QueryPorts, { path, query }: Asked): Promise<Answer | Failure> {
  const paging = pagingIn(query, path)
  if (isFailure(paging)) return paging
  const state = oneOf(query, 'state', ALERT_STATES)
  if (isFailure(state)) return state
  const [raisedAt, id] = paging.position ?? []
  const at = parseInstant(raisedAt ?? '')
  const { rows, next } = await index.list({
    limit: paging.limit,
    ...(state === undefined ? {} : { state }),
    ...(at === undefined || id === undefined ? {} : { after: { raisedAt: at, id } }),
  })
  return page(rows.map(alertItem), paging.next(next === null ? null : [next.raisedAt, next.id]))
}

async function alert(ports: QueryPorts, { parts: [id = ''] }: Asked): Promise<Answer | Failure> {
  const row = await alertOf(ports, id)
  return isFailure(row) ? row : answer(alertItem(row))
}

async function runs(ports: QueryPorts, { path, query }: Asked): Promise<Answer | Failure> {
  const paging = pagingIn(query, path)
  if (isFailure(paging)) return paging
  const position = paging.position?.map((text): [string, number] => {
    const space = text.indexOf(' ')
    return [text.slice(space + 1), Number(text.slice(0, space))]
  })
  const { runs: found, next } = await runsOf(ports, position && new Map(position), paging.limit)
  const texts = next === null ? null : [...next].map(([name, seq]) => `${seq} ${name}`)
  return page(found.map(runItem), paging.next(texts))
}

/** The newest signed state of the log: what a witness keeps, to hold it against the archive later. */
async function log({ archive, origin }: QueryPorts): Promise<Answer> {
  const { size, root, checkpoint, publicKey, ...published } = await publishedLog(archive, origin)
  return answer({ origin: published.origin, size, root, checkpoint, public_key: publicKey })
}

/** What all of this is, for programs. It is asked for rarely, and no other answer waits for its code. */
async function description({ version }: QueryPorts): Promise<Answer> {
  const { openApi } = await import('../openapi/document.ts')
  return answer(openApi({ version, routes: ROUTES }), { 'cache-control': 'public, max-age=300' })
}
