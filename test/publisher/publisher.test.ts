import type { APIGatewayProxyEventV2, DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { itemOf } from '../../lambdas/ledger/item.ts'
import { createPublisher } from '../../lambdas/publisher/publisher.ts'
import { loss, telling } from './notify/telling.ts'

const MINUTE_MS = 60_000

describe('the publisher', () => {
  test('knows the stream by its records', async () => {
    const { publisher, ports } = publishing()
    expect(await publisher.handle(streamOf('orders'))).toEqual({ batchItemFailures: [] })
    expect(await ports.outbox.unsent()).toHaveLength(1)
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
  return { ...system, publisher: createPublisher({ ...system.ports, http }) }
}

function streamOf(pipeline: string): DynamoDBStreamEvent {
  const image: object = itemOf(loss(pipeline))
  return { Records: [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '1', NewImage: { ...image } } }] }
}
