import { instant } from '../../lambdas/domain/instant.ts'
import type { Exchange, Request } from '../../lambdas/recorder/feldera/http.ts'
import type { Answers, ListedForm, MonitoredForm, One, Step } from './case-form.ts'
import type { Names } from './case-names.ts'
import { at, FINGERPRINT } from './listings.ts'

/** The server of a case: what it says changes from step to step, and every request is counted. */
export interface Server {
  readonly become: (step: Step) => void
  readonly answer: (request: Request, nowMs: number) => Exchange
  /** Requests since the last call, by path. */
  readonly asked: () => { readonly [path: string]: number }
}

export function createServer(names: Names): Server {
  const said = new Map<string, One<string>[]>()
  let counts: { [path: string]: number } = {}
  const say = <T>(path: string, answers: Answers<T> | undefined, text: (items: readonly T[]) => string) => {
    if (answers === undefined) return
    const all = typeof answers === 'object' && 'inTurn' in answers ? answers.inTurn : [answers]
    said.set(
      path,
      all.map((one) => (isList(one) ? { status: 200, headers: JSON_TYPE, body: text(one) } : one)),
    )
  }
  return {
    become: ({ list, checkpoints = {}, feed = {} }) => {
      say('list', list, (items) => array(items.map((item) => listedText(item, names))))
      for (const [pipeline, answers] of Object.entries(checkpoints))
        say(`${pipeline}/checkpoints`, answers, (items) => checkpointsText(items, names))
      for (const [pipeline, answers] of Object.entries(feed))
        say(`${pipeline}/events`, answers, (items) =>
          array(items.toReversed().map((item) => monitoredText(item, names))),
        )
    },
    answer: ({ method, url }, nowMs) => {
      const path = pathOf(method, url)
      counts[path] = (counts[path] ?? 0) + 1
      const answers = said.get(path) ?? []
      return exchangeOf((answers.length > 1 ? answers.shift() : answers[0]) ?? 'absent', nowMs)
    },
    asked: () => {
      const asked = counts
      counts = {}
      return asked
    },
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

function isList<T>(one: One<T>): one is readonly T[] {
  return Array.isArray(one)
}

/** Of a source three things may be asked, and nothing else: `selector=all` of pipelines could carry secrets. */
function pathOf(method: string, url: string): string {
  const { pathname, search } = new URL(url)
  const [, pipeline, what] = /^\/v0\/pipelines\/([^/]+)\/(checkpoints|events)$/.exec(pathname) ?? []
  const isList = pathname === '/v0/pipelines' && search === '?selector=status'
  const isPipeline = what === 'checkpoints' ? search === '' : search === '?selector=all'
  if (method === 'GET' && isList) return 'list'
  if (method === 'GET' && what !== undefined && isPipeline)
    return `${decodeURIComponent(pipeline ?? '')}/${what}`
  throw new Error(`nobody may ask ${method} ${pathname}${search}`)
}

function exchangeOf(one: One<string>, nowMs: number): Exchange {
  const requestedAt = instant(nowMs)
  if (one === 'absent')
    return {
      kind: 'answered',
      status: 404,
      headers: {},
      body: Buffer.of(),
      requestedAt,
      receivedAt: requestedAt,
    }
  if (typeof one === 'string') return { kind: 'incomplete', reason: one, detail: one, requestedAt }
  if (isList(one)) throw new Error('a list is written before it is sent')
  const { status, headers, body = '' } = one
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'answered', status, headers, body: Buffer.from(text), requestedAt, receivedAt: requestedAt }
}

/** `C60 steps=7 size=null`: the usual values, except those named; the text behind `=` is sent as it is, `absent` is not sent. */
function checkpointText(item: string, names: Names): string {
  const [name = '', ...changes] = item.split(' ')
  const seconds = Math.max(0, Math.floor(Number(/^C(-?[\d.]+)/.exec(name)?.[1] ?? '0')))
  const members = new Map([
    ['uuid', `"${names.uuidOf(name)}"`],
    ['identifier', 'null'],
    ['fingerprint', FINGERPRINT],
    ['size', '123456'],
    ['steps', String(seconds)],
    ['processed_records', String(seconds * 10)],
  ])
  for (const change of changes) {
    const [, key, value] = /^([a-z_]+)=(.+)$/.exec(change) ?? []
    if (key === undefined || value === undefined) throw new Error(`${item}: ${change} is no change`)
    members.set(key, value)
  }
  const sent = [...members].filter(([, value]) => value !== 'absent')
  return `{${sent.map(([key, value]) => `"${key}":${value}`).join(',')}}`
}

function checkpointsText(items: readonly string[], names: Names): string {
  return array(items.map((item) => checkpointText(item, names)))
}

function listedText({ stored, ...said }: ListedForm, names: Names): string {
  const isStopped = said.deployment_status === 'Stopped'
  const since = said.deployment_status_since
  return withDetails(stored, names, {
    ...said,
    id: names.uuidOf(said.id ?? said.name),
    deployment_id: deploymentOf(said.deployment_id, isStopped, names),
    deployment_status_since: since === undefined ? null : at(since),
  })
}

function deploymentOf(name: string | null | undefined, isStopped: boolean, names: Names): string | null {
  if (name === null || (name === undefined && isStopped)) return null
  return names.uuidOf(name ?? 'D-60')
}

function monitoredText({ at: seconds, stored, ...said }: MonitoredForm, names: Names): string {
  return withDetails(stored, names, { ...said, recorded_at: at(seconds) })
}

/** The details last, as text: their numbers are beyond what JSON.stringify can write. */
function withDetails(stored: readonly string[] | null, names: Names, members: object): string {
  const details = stored === null ? 'null' : `{"checkpoints":${checkpointsText(stored, names)}}`
  return `${JSON.stringify(members).slice(0, -1)},"storage_status_details":${details}}`
}

function array(texts: readonly string[]): string {
  return `[${texts.join(',')}]`
}
