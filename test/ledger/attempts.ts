import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { storeStanding } from '../../lambdas/domain/copies/store-row.ts'
import type { AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import { createDynamoReportDrafts } from '../../lambdas/ledger/work/dynamo-report-drafts.ts'
import { createDynamoStoreWork } from '../../lambdas/ledger/work/dynamo-store-work.ts'
import { havingSeen } from '../support/believing.ts'
import { gathered } from '../support/gathered.ts'
import { at, checkpoint } from '../support/listings.ts'
import type { answeredBy } from './answering.ts'
import { storesOver } from './wire.ts'
import { twoAnnouncements } from './work-contract.ts'

const [announcement, other] = twoAnnouncements()
const receipt = { messageId: 'm-1', sentAt: at(2) }
export const sealed = havingSeen(checkpoint(1))
export const row: AlertRow = {
  id: 'a',
  kind: 'checkpoint-missing',
  severity: 'critical',
  state: 'firing',
  ledger: 'prod/orders',
  uuid: null,
  raisedAt: at(1),
  acknowledgedAt: null,
  resolvedAt: null,
  actor: null,
  note: null,
  summary: '',
}
const held = { untilMs: 1, telling: null }
const overview = { shard: '0', finishedAt: at(0), rows: [], matched: {}, configuration: null }
export const committed = { before: 0n, size: 1n, root: 'ab'.repeat(32), steps: [] }
export const shard = { name: '0', watermarks: new Map<string, number>() }
const selection = { source: null, q: null, pipelines: null }
const report = { id: 'r1', from: at(0), to: at(1), selection }
export const storeRow = {
  ledger: 'prod/orders/copies',
  location: 's3://acme/orders',
  firstAt: at(0),
  attemptedAt: at(0),
  checkedAt: null,
  outcome: 'checking',
  why: null,
  unseenSince: null,
  ...storeStanding(undefined),
} as const

type Client = ReturnType<typeof answeredBy>['client']

/** All that is kept in the two tables, over one client. */
export function everyAdapter(client: Client) {
  const work = { client, table: 'work' }
  return {
    ...storesOver(client),
    drafts: createDynamoReportDrafts(work),
    stores: createDynamoStoreWork(work),
  }
}

export type Adapters = ReturnType<typeof everyAdapter>

/** Everything that is ever asked of a table, and how its failure is named. */
export const ATTEMPTS: readonly (readonly [string, (of: Adapters) => Promise<unknown>])[] = [
  ['prod/orders 1: append', ({ ledger }) => ledger.append(sealed)],
  ['prod/orders: read', ({ ledger }) => ledger.head('prod/orders')],
  ['prod/orders: read', ({ ledger }) => ledger.readForward('prod/orders', 1, 1)],
  ['prod/orders: read', ({ ledger }) => ledger.readBackward('prod/orders', 1, 1)],
  ['ledgers: scan', ({ table }) => gathered(table.names())],
  ['prod/orders: read', ({ table }) => gathered(table.entries('prod/orders'))],
  ['log head: read', ({ progress }) => progress.read()],
  ['watermarks: read', ({ progress }) => progress.watermarks()],
  ['log head: commit', ({ progress }) => progress.commit(committed, shard, 0)],
  ['prod/orders 3: pending note', ({ progress }) => progress.notePending('prod/orders', 3)],
  ['pending notes: read', ({ progress }) => progress.pending()],
  ['overview of shard 0: read', ({ overviews }) => overviews.read('0')],
  ['overviews: read', ({ overviews }) => overviews.all()],
  ['overviews: read', ({ overviews }) => overviews.readAll()],
  ['overview of shard 0: write', ({ overviews }) => overviews.write(overview, 0)],
  ['alert a: write', ({ alerts }) => alerts.record(row)],
  ['2 alerts: write', ({ alerts }) => alerts.record(row, { ...row, id: 'b' })],
  ['alert a: note of reminders', ({ alerts }) => alerts.remind([row])],
  ['alert a: read', ({ alerts }) => alerts.find('a')],
  ['2 alerts: read', ({ alerts }) => alerts.findAll(['a', 'b'])],
  ['alerts firing: read', ({ alerts }) => alerts.list({ state: 'firing', limit: 1 })],
  ['alerts of every state: read', ({ alerts }) => alerts.list({ limit: 1 })],
  [`announcement ${announcement.id}: note`, ({ outbox }) => outbox.note([announcement], at(1))],
  ['2 announcements: note', ({ outbox }) => outbox.note([announcement, other], at(1))],
  [`announcement ${other.id}: note of the past`, ({ outbox }) => outbox.notePast([other], at(1))],
  [
    'run r: note of what is expected',
    ({ outbox }) => outbox.expect('r', { announcements: 1, sources: [] }, at(1)),
  ],
  ['run r: read of what is expected', ({ outbox }) => outbox.expectedOf('r')],
  ['lane r: count', ({ outbox }) => outbox.countOf('r')],
  ['lane r: read', ({ outbox }) => outbox.dueOf('r')],
  ['announcements due: read', ({ outbox }) => outbox.unsent()],
  ['lane r: claim', ({ outbox }) => outbox.claim('r', at(1), 1_000)],
  [
    'lane r: extension of a claim',
    ({ outbox }) => outbox.extend('r', held, { telling: null, at: at(1), leaseMs: 1_000 }),
  ],
  ['lane r: release', ({ outbox }) => outbox.release('r', held)],
  ['lane r: receipts', ({ outbox }) => outbox.sent('r', ['x'], receipt)],
  ['receipts: read', ({ outbox }) => outbox.receipts(['x'])],
  ['announcement x: read of its refusal', ({ outbox }) => outbox.isRefusalNoted('x')],
  ['announcement x: note of its refusal', ({ outbox }) => outbox.noteRefused('x', at(1))],
  ['announcement x: read of who took it', ({ outbox }) => outbox.taken('x')],
  ['announcement x: note of who took it', ({ outbox }) => outbox.noteTaken('x', new Map(), at(1))],
  ['report r1: want', ({ drafts }) => drafts.want(report, at(1))],
  ['reports wanted: read', ({ drafts }) => drafts.wanted()],
  ['report r1: keep', ({ drafts }) => drafts.keep('r1', 'prod/orders', 'text', at(1))],
  ['report r1: read', ({ drafts }) => drafts.kept('r1')],
  ['report r1: read', ({ drafts }) => drafts.done('r1')],
  ['stores: read', ({ stores }) => stores.rows()],
  ['store prod/orders/copies: keep', ({ stores }) => stores.keepRow(storeRow)],
  ['store prod/orders: read', ({ stores }) => stores.memory('prod/orders')],
  ['store prod/orders: remember', ({ stores }) => stores.keepMemory('prod/orders', 'text')],
]

export const conditionFailed = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' })
