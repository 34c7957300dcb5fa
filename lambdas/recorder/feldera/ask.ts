import type { Answer } from '../../archive/evidence.ts'
import type { Clock } from '../../domain/clock.ts'
import { VERSION } from '../../domain/version.ts'
import type { Source } from '../configuration/configuration.ts'
import type { SourceClient } from '../source-client.ts'
import type { Credentials } from './credentials.ts'
import { feedOf } from './events-feed.ts'
import type { Exchange, Exchanging } from './http.ts'
import { notHad, unobservable } from './reason.ts'
import { nextAttempt } from './retry.ts'
import { observationOf } from './schema.ts'
import { statusListOf } from './status-list.ts'

export interface FelderaPorts {
  readonly exchange: Exchanging
  readonly credentials: Credentials
  readonly clock: Clock
  readonly random: () => number
}

/** What of an answer's headers is kept as evidence. A list of what may stay: nothing unknown, nothing that may echo a credential. */
const KEPT_HEADERS = [
  'content-type',
  'content-encoding',
  'content-length',
  'date',
  'retry-after',
  'server',
  'via',
  'x-request-id',
]

/** Asks Feldera, with credentials, patience and without ever following it elsewhere. */
export function createFelderaClient(ports: FelderaPorts): SourceClient {
  return {
    listCheckpoints: async (source, pipeline) => {
      const path = `/v0/pipelines/${encodeURIComponent(pipeline)}/checkpoints`
      const { answers, outcome, detail } = await ask(ports, source, path)
      const observation =
        outcome === undefined ? unobservable('no-credentials', detail) : observationOf(outcome)
      return { answers, observation }
    },
    listPipelines: async (source) => {
      const { answers, outcome, detail } = await ask(ports, source, '/v0/pipelines?selector=status')
      const list =
        outcome === undefined ? notHad(unobservable('no-credentials', detail)) : statusListOf(outcome)
      return { answers, list }
    },
    listEvents: async (source, pipeline) => {
      const path = `/v0/pipelines/${encodeURIComponent(pipeline)}/events?selector=all`
      const { answers, outcome, detail } = await ask(ports, source, path)
      const feed = outcome === undefined ? notHad(unobservable('no-credentials', detail)) : feedOf(outcome)
      return { answers, feed }
    },
  }
}

interface Asked {
  /** One per attempt. */
  readonly answers: readonly Answer[]
  /** What the last attempt came to; undefined: there were no credentials to ask with. */
  readonly outcome: Exchange | undefined
  readonly detail: string
}

async function ask(ports: FelderaPorts, source: Source, path: string): Promise<Asked> {
  const url = `${source.url}${path}`
  const answers: Answer[] = []
  let outcome: Exchange | undefined
  let refreshed = false
  for (let attempt = 1; ; ) {
    const authorization = await ports.credentials.authorization(source, {
      fresh: refreshed && outcome !== undefined,
    })
    if (authorization.kind === 'unavailable')
      return { answers, outcome: undefined, detail: authorization.detail }
    outcome = await ports.exchange({
      method: 'GET',
      url,
      headers: requestHeaders(source, authorization.value),
    })
    answers.push(answerOf(url, outcome, authorization.value))
    // A rotated secret: once more with a freshly read one. It is no attempt, since nothing was wrong with the server.
    if (isUnauthorized(outcome) && !refreshed && source.auth.kind !== 'none') {
      refreshed = true
      continue
    }
    const next = nextAttempt(attempt, outcome, { random: ports.random, nowMs: ports.clock.now() })
    if (next.kind === 'give-up') return { answers, outcome, detail: '' }
    await ports.clock.sleep(next.waitMs)
    attempt += 1
  }
}

function isUnauthorized(outcome: Exchange): boolean {
  return outcome.kind === 'answered' && outcome.status === 401
}

function requestHeaders(
  source: Source,
  authorization: string | undefined,
): { readonly [name: string]: string } {
  return {
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': `checkpoint-ledger/${VERSION}`,
    ...(authorization === undefined ? {} : { authorization }),
    ...(source.tenant === null ? {} : { 'feldera-tenant': source.tenant }),
  }
}

function answerOf(url: string, outcome: Exchange, authorization: string | undefined): Answer {
  const came = outcome.kind === 'answered' ? outcome : outcome.received
  if (came === undefined) {
    return { url, status: null, headers: {}, requestedAt: outcome.requestedAt, receivedAt: null, body: null }
  }
  const headers: { [name: string]: string } = {}
  for (const name of KEPT_HEADERS) {
    const value = came.headers[name]
    if (value !== undefined && !echoes(value, authorization)) headers[name] = value
  }
  const { status, requestedAt, receivedAt, body } = came
  return { url, status, headers, requestedAt, receivedAt, body }
}

/** Evidence is kept for years: what a server sends back of our credentials is not. */
function echoes(value: string, authorization: string | undefined): boolean {
  return authorization !== undefined && value.includes(authorization.replace(/^Bearer /, ''))
}
