import type { Answer } from '../../archive/evidence.ts'
import type { Clock } from '../../domain/clock.ts'
import { keepNewest } from '../../domain/keep-newest.ts'
import { VERSION } from '../../domain/version.ts'
import type { Source } from '../configuration/configuration.ts'
import type { SourceClient } from '../source-client.ts'
import type { Credentials } from './credentials.ts'
import { feedOf } from './events-feed.ts'
import type { Exchange, Exchanging } from './http.ts'
import { createKnownAnswers } from './known-answers.ts'
import { notHad, unobservable } from './reason.ts'
import { nextAttempt } from './retry.ts'
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
  const read = createKnownAnswers()
  const urlOf = createListUrls()
  return {
    listCheckpoints: async (source, pipeline) => {
      const { answers, outcome, detail } = await ask(ports, source, urlOf(source, pipeline))
      const last = answers.at(-1)
      if (outcome === undefined || last === undefined)
        return { answers, observation: unobservable('no-credentials', detail) }
      const { observation, written } = read(last.url, outcome)
      return written === undefined
        ? { answers, observation }
        : { answers: [...answers.slice(0, -1), { ...last, written }], observation }
    },
    listPipelines: async (source) => {
      const { answers, outcome, detail } = await ask(
        ports,
        source,
        `${source.url}/v0/pipelines?selector=status`,
      )
      const list =
        outcome === undefined ? notHad(unobservable('no-credentials', detail)) : statusListOf(outcome)
      return { answers, list }
    },
    listEvents: async (source, pipeline) => {
      const url = `${source.url}/v0/pipelines/${encodeURIComponent(pipeline)}/events?selector=all`
      const { answers, outcome, detail } = await ask(ports, source, url)
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

// Twice what one invocation polls, and some (DESIGN §9).
const MOST_URLS = 5_000

/** Where the list of each pipeline is, put together once as long as the configuration is the same: text that is new is looked up slowly. */
function createListUrls(): (source: Source, pipeline: string) => string {
  const known = new WeakMap<Source, Map<string, string>>()
  return (source, pipeline) => {
    const ofSource = known.get(source) ?? new Map<string, string>()
    known.set(source, ofSource)
    const before = ofSource.get(pipeline)
    if (before !== undefined) return before
    const url = `${source.url}/v0/pipelines/${encodeURIComponent(pipeline)}/checkpoints`
    keepNewest(ofSource, pipeline, url, MOST_URLS)
    return url
  }
}

async function ask(ports: FelderaPorts, source: Source, url: string): Promise<Asked> {
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
