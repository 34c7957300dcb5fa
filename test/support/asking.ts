import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { emptyLog } from '../../lambdas/archive/log/log-reader.ts'
import { checkpointText } from '../../lambdas/archive/log/notes/checkpoint.ts'
import type { OverviewRow } from '../../lambdas/domain/overview.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import type { AlertIndex } from '../../lambdas/ledger/work/alert-index.ts'
import { createMemoryAlertIndex } from '../../lambdas/ledger/work/memory-alert-index.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { createMemoryStoreWork } from '../../lambdas/ledger/work/memory-store-work.ts'
import { bearerIn } from '../../lambdas/publisher/access/bearer.ts'
import { type Admit, callerWith } from '../../lambdas/publisher/access/caller.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import type { PublisherLine } from '../../lambdas/publisher/log.ts'
import type { NotifyPorts, Publish } from '../../lambdas/publisher/notify/ports.ts'
import type { PageFiles } from '../../lambdas/publisher/page-files.ts'
import { sealEvents } from './believing.ts'
import { assertConforms } from './conforming.ts'
import { at, T0, timedUuid } from './listings.ts'
import { createMemoryArchive } from './memory-archive.ts'
import { memoryReportStores } from './report-stores.ts'

/** The root of the log that the answers name. */
export const LOG_ROOT = Uint8Array.from({ length: 32 }, (_, i) => i)

export interface Reply {
  readonly status: number
  readonly headers: { readonly [name: string]: unknown }
  readonly text: string
  /** The body, parsed: only where no 64-bit integer is at stake. */
  readonly json: Json
}

// What tests read from an answer of unknown shape.
export interface Json {
  readonly [key: string]: unknown
  readonly items?: readonly Json[]
  readonly next_cursor?: string | null
  readonly error_code?: string
  readonly message?: string
  readonly details?: Json
}

/** What a request may carry besides its target. */
export interface Sent {
  readonly body?: string
  readonly isBase64Encoded?: boolean
  readonly headers?: { readonly [name: string]: string }
}

/** The HTTP API over real ports in memory, and a way to ask it. */
export async function publishing({
  ledger = createMemoryLedger(),
  rows = [] as readonly OverviewRow[],
  shards = ['0'] as readonly string[],
  clock = { now: () => T0 + 3_600_000 },
  archive = logOfTwelve(),
  origin = 'log.example',
  overviews = createMemoryOverviews(),
  page = async (): Promise<PageFiles> => ({}),
  outbox = createMemoryOutbox(),
  publish = undefined as Publish | undefined,
  admit = everybody,
} = {}) {
  const isFresh = rows.length > 0 || (await overviews.all()).length === 0
  for (const shard of isFresh ? shards : []) {
    const mine = shard === shards[0] ? rows : []
    await overviews.write({ shard, finishedAt: at(0), rows: mine, matched: {}, configuration: null }, 0)
  }
  const index = createMemoryAlertIndex()
  const stores = createMemoryStoreWork()
  const alerts: AlertIndex = { ...index, find: async (id) => index.find(key(id)) }
  const logged: PublisherLine[] = []
  const pending = new Map<string, number>()
  const notePending = async (name: string, seq: number): Promise<void> => void pending.set(name, seq)
  const log = (line: PublisherLine): void => void logged.push(line)
  const messages: Message[] = []
  const notify = {
    alerts,
    outbox,
    ledger,
    notePending,
    overviews,
    publish: publish ?? (async (message: Message) => ({ messageId: `message-${messages.push(message)}` })),
    addressing: async () => ({ log: emptyLog(origin), linkBase: '', emailText: false }),
    clock,
    leaseMs: 60_000,
    log,
  } satisfies NotifyPorts
  const ports = {
    ledger: { ...ledger, head: async (name: string) => ledger.head(key(name)) },
    overviews,
    alerts,
    stores,
    archive,
    origin,
    notePending,
    notify,
    reports: memoryReportStores(),
    version: '1.2.3',
    clock,
    log,
    page,
    admit,
  }
  const api = createHttpApi(ports)
  const ask = async (target: string, method = 'GET', sent: Sent = {}): Promise<Reply> => {
    const [rawPath = '', rawQueryString = ''] = target.split('?')
    const given = await api({ ...requestOf(method, rawPath, rawQueryString), ...sent })
    const text = textOf(given)
    const reply = { status: given.statusCode ?? 0, headers: given.headers ?? {}, text }
    // Whatever a test asks: the answer is one that the API's description allows.
    assertConforms(method, target, reply)
    const json: unknown = String(given.headers?.['content-type']).startsWith('application/json')
      ? JSON.parse(text === '' ? '{}' : text)
      : {}
    return { ...reply, json: json as Json }
  }
  return { ask, alerts, stores, overviews, ledger, logged, ports, archive, pending, messages, outbox }
}

/** The body as a client reads it. */
export function textOf({ body = '', isBase64Encoded, headers }: APIGatewayProxyStructuredResultV2): string {
  const bytes = Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8')
  const isPacked = headers?.['content-encoding'] === 'gzip' && bytes.length > 0
  return (isPacked ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Lets everybody in: by his token, whatever it is. */
export const everybody: Admit = async ({ headers }) => {
  const token = bearerIn(headers)
  return callerWith(token === undefined ? 'local' : `key:${token}`, 'operate')
}

/** An archive of which only the newest checkpoint is there. */
function logOfTwelve() {
  const archive = createMemoryArchive()
  const note = `${checkpointText({ origin: 'log.example', size: 12n, root: LOG_ROOT })}\n— log.example c2lnbmF0dXJl\n`
  archive.objects.set('checkpoint', Buffer.from(note))
  return archive
}

/** As DynamoDB: a key is 1 to 2,048 bytes long, and any other an error. */
function key(text: string): string {
  const bytes = Buffer.byteLength(text)
  if (bytes < 1 || bytes > 2_048) throw new Error(`a key of ${bytes} bytes`)
  return text
}

/** A pipeline that was observed at `observedSeconds` after the tests' beginning. */
export function rowAt(
  ledger: string,
  observedSeconds: number | null,
  other: Partial<OverviewRow> = {},
): OverviewRow {
  const observedAt = observedSeconds === null ? null : at(observedSeconds)
  return {
    ledger,
    epoch: null,
    askedAt: at(observedSeconds ?? 0),
    observedAt,
    settledAt: observedAt,
    firstObservedAt: observedAt,
    outcome: observedAt === null ? 'timeout' : 'observed',
    unseen: null,
    open: [],
    listed: 0,
    alerts: 0,
    firing: 0,
    newestAt: null,
    policy: DEFAULT_POLICY,
    deployment: null,
    wasStandby: false,
    stoppedAt: null,
    shownNewest: null,
    tracedAt: null,
    lookedAt: null,
    untracedFrom: null,
    checkpointSeconds: null,
    coverage: null,
    ...other,
  }
}

/** Every item of a list, page by page. `limits` are taken in turn; `between` runs between two pages. */
export async function allPages(
  ask: (target: string) => Promise<Reply>,
  list: string,
  limits: readonly number[],
  between: () => Promise<void> = async () => {},
): Promise<readonly Json[]> {
  const items: Json[] = []
  let cursor = ''
  for (let page = 0; page < 10_000; page += 1) {
    const limit = limits[page % limits.length] ?? 50
    const glue = list.includes('?') ? '&' : '?'
    const { status, json, text } = await ask(`${list}${glue}limit=${limit}${cursor}`)
    if (status !== 200) throw new Error(`${list}: ${status} ${text}`)
    if ((json.items?.length ?? 0) > limit) throw new Error(`${list}: more than ${limit} items`)
    items.push(...(json.items ?? []))
    if (json.next_cursor === null || json.next_cursor === undefined) return items
    cursor = `&cursor=${json.next_cursor}`
    await between()
  }
  throw new Error(`${list} never ends`)
}

export async function appendAll(ledger: Ledger, sealed: readonly Parameters<Ledger['append']>[0][]) {
  for (const one of sealed) await ledger.append(one)
}

export function requestOf(method: string, rawPath: string, rawQueryString: string): APIGatewayProxyEventV2 {
  const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' }
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http,
      requestId: '1',
      routeKey: '$default',
      stage: '$default',
      time: '01/Nov/2026:00:00:00 +0000',
      timeEpoch: 0,
    },
  }
}

/** Records one new checkpoint of `prod/orders` each time: what arrives between two pages. */
export function oneMoreCheckpoint(ledger: Ledger) {
  let seconds = 5_000
  return async () => {
    const head = await ledger.head('prod/orders')
    seconds += 1
    const fields = { fingerprint: '1', size: null, steps: null, processed_records: null, identifier: null }
    const event = {
      kind: 'checkpoint-recorded',
      severity: 'silent',
      uuid: timedUuid(seconds),
      data: fields,
    } as const
    await appendAll(ledger, sealEvents(head, [event], seconds))
  }
}
