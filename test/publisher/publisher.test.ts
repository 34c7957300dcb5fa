import type { APIGatewayProxyEventV2, DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { itemOf } from '../../lambdas/ledger/item.ts'
import type { Outbox } from '../../lambdas/ledger/outbox/outbox.ts'
import type { AlertIndex } from '../../lambdas/ledger/work/alert-index.ts'
import { createPublisher } from '../../lambdas/publisher/publisher.ts'
import { loss, telling } from './notify/telling.ts'

const MINUTE_MS = 60_000
const makeReports = async () => []

describe('the publisher', () => {
  test('knows the stream by its records', async () => {
    const { publisher, ports } = publishing()
    expect(await publisher.handle(streamOf('orders'))).toEqual({ batchItemFailures: [] })
    expect((await ports.outbox.unsent()).due).toHaveLength(1)
  })

  test('takes a batch of the stream in as one', async () => {
    const { publisher, ports } = publishing()
    let notes = 0
    const note: Outbox['note'] = (...given) => {
      notes += 1
      return ports.outbox.note(...given)
    }
    const counting = createPublisher({
      ...ports,
      http: publisher.http,
      makeReports,
      outbox: { ...ports.outbox, note },
    })
    await counting.handle(streamOf('orders', 'fraud', 'returns'))
    expect(notes).toBe(1)
    expect((await ports.outbox.unsent()).due).toHaveLength(3)
  })

  test('finds the record of a batch that fails, has taken in what stands before it, and says so once', async () => {
    const { publisher, ports, lines } = publishing()
    const record: AlertIndex['record'] = (...rows) =>
      rows.some(({ ledger }) => ledger === 'prod/fraud')
        ? Promise.reject(new Error('no'))
        : ports.alerts.record(...rows)
    const failing = createPublisher({
      ...ports,
      http: publisher.http,
      makeReports,
      alerts: { ...ports.alerts, record },
    })
    const batch = streamOf('orders', 'fraud', 'returns')
    const removed = { eventName: 'REMOVE' as const, dynamodb: { SequenceNumber: '0' } }
    expect(await failing.handle({ Records: [removed, ...batch.Records] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    })
    expect((await ports.alerts.list({ limit: 9 })).rows.map(({ ledger }) => ledger)).toEqual(['prod/orders'])
    expect(lines.map(({ name }) => name)).toEqual(['entry-removed', 'stream-record-failed'])
  })

  test('takes in what stands before a record that cannot be read', async () => {
    const { publisher, ports, lines } = publishing()
    const broken = { eventName: 'INSERT' as const, dynamodb: { SequenceNumber: '9', NewImage: {} } }
    const { Records } = streamOf('orders')
    expect(await publisher.handle({ Records: [...Records, broken, ...streamOf('fraud').Records] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '9' }],
    })
    expect((await ports.outbox.unsent()).due).toHaveLength(1)
    expect(lines.map(({ name }) => name)).toEqual(['stream-record-failed'])
  })

  test('knows a request by its context', async () => {
    const { publisher } = publishing()
    const request = { requestContext: {}, rawPath: '/healthz' } as APIGatewayProxyEventV2
    expect(await publisher.handle(request)).toEqual({ statusCode: 200, body: '/healthz' })
  })

  test('takes anything else for its schedule, and sweeps what has waited a minute', async () => {
    const { publisher, told, pass } = publishing()
    await publisher.handle(streamOf('orders'))
    pass(MINUTE_MS - 1)
    expect(await publisher.handle({ kind: 'sweep' })).toBeUndefined()
    expect(told()).toEqual([])
    pass(1)
    await publisher.handle({ kind: 'sweep' })
    expect(told()).toEqual(['orders firing'])
  })

  test('sweeps everything when it is told not to wait', async () => {
    const { publisher, told } = publishing()
    await publisher.handle(streamOf('orders'))
    await publisher.handle({ kind: 'sweep', olderThanMs: 0 })
    expect(told()).toEqual(['orders firing'])
  })
})

function publishing() {
  const system = telling()
  const http = async ({ rawPath }: APIGatewayProxyEventV2) => ({ statusCode: 200, body: rawPath })
  return { ...system, publisher: createPublisher({ ...system.ports, http, makeReports }) }
}

function streamOf(...pipelines: readonly string[]): DynamoDBStreamEvent {
  return {
    Records: pipelines.map((pipeline, i) => {
      const image: object = itemOf(loss(pipeline))
      return { eventName: 'INSERT', dynamodb: { SequenceNumber: String(i + 1), NewImage: { ...image } } }
    }),
  }
}
