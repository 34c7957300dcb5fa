import type { MonitorEvent } from './monitor.ts'
import type { SimulatedPipeline } from './pipeline.ts'
import { checkpointRow, eventRow, FELDERA_VERSION, statusRow } from './wire.ts'

/** A pipeline and what the monitor noted of it, newest first. */
export interface Monitored {
  readonly pipeline: SimulatedPipeline
  readonly events: readonly MonitorEvent[]
}

export interface Question {
  readonly method: string
  /** Path and query, as they stand in the request line. */
  readonly target: string
  readonly authorization: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** What Feldera's manager answers. Without an `apiKey` it asks for none and ignores one that is sent. */
export function answer(
  { pipelines, apiKey }: { readonly pipelines: readonly Monitored[]; readonly apiKey: string | undefined },
  { method, target, authorization }: Question,
): Answer {
  const url = URL.parse(target, 'http://localhost')
  if (url === null) return bare(400)
  const { pathname, searchParams } = url
  if (pathname === '/healthz') return json(200, { status: 'healthy' })
  // Any path outside /v0 falls into the web console (main.rs, the catch-all route).
  if (!pathname.startsWith('/v0/'))
    return { status: 200, headers: { 'Content-Type': 'text/html' }, body: CONSOLE }
  if (apiKey !== undefined && authorization !== `Bearer ${apiKey}`) return unauthorized(authorization)
  if (method !== 'GET') return bare(405)
  if (pathname === '/v0/config') return json(200, CONFIG)
  const selector = searchParams.get('selector')
  if (pathname === '/v0/pipelines') return list(pipelines, selector)
  const match = /^\/v0\/pipelines\/([^/]+)\/(checkpoints|events)$/.exec(pathname)
  if (match === null) return bare(404)
  const name = decoded(match[1] ?? '')
  const found = pipelines.find(({ pipeline }) => pipeline.name === name)
  if (found === undefined) return unknownPipeline(name)
  return match[2] === 'events' ? events(found, selector) : checkpoints(found.pipeline)
}

function list(pipelines: readonly Monitored[], selector: string | null): Answer {
  if (selector !== 'status') return text(400, 'the simulated Feldera answers selector=status only')
  const byId = pipelines.map(({ pipeline }) => pipeline).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return json(200, byId.map(statusRow), { 'Cache-Control': 'no-cache' })
}

function events({ events }: Monitored, selector: string | null): Answer {
  return json(
    200,
    events.map((event) => eventRow(event, selector === 'all' ? 'all' : 'status')),
  )
}

function checkpoints(pipeline: SimulatedPipeline): Answer {
  return pipeline.status === 'Stopped'
    ? notDeployed(pipeline)
    : json(200, pipeline.checkpoints.map(checkpointRow))
}

function notDeployed({ name }: SimulatedPipeline): Answer {
  const body = {
    message: `Unable to interact with pipeline because the deployment status (stopped) indicates it is not (yet) fully provisioned pipeline-id=N/A pipeline-name=${JSON.stringify(name)}`,
    error_code: 'PipelineInteractionNotDeployed',
    details: { pipeline_name: name, status: 'Stopped', desired_status: 'Stopped' },
  }
  // error.rs, since v0.330
  return json(503, body, { 'Retry-After': '5' })
}

function unknownPipeline(name: string): Answer {
  return json(404, {
    message: `Unknown pipeline name '${name}'`,
    error_code: 'UnknownPipelineName',
    details: { pipeline_name: name },
  })
}

/** A wrong key: JSON in plain text (auth.rs, ErrorUnauthorized). No credentials at all: a challenge without a body. */
function unauthorized(authorization: string | undefined): Answer {
  if (authorization === undefined) return { ...bare(401), headers: { 'WWW-Authenticate': 'Bearer' } }
  return text(401, JSON.stringify({ message: 'Unauthorized API key', error_code: 'AuthenticationFailed' }))
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function json(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

function text(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body }
}

function bare(status: number): Answer {
  return { status, headers: {}, body: '' }
}

const CONFIG = { edition: 'Enterprise', version: FELDERA_VERSION, revision: 'simulated' }
const CONSOLE = '<!doctype html><html><head><title>Feldera (simulated)</title></head><body></body></html>\n'
