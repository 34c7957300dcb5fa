import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'

// The SDK has 50 connections: the last ones wait for theirs longer than a second.
const [ASKED, ANSWER_MS] = [300, 400]

it('who waits for a connection is not taken for one that cannot connect', async () => {
  const server = createServer((_request, response) => {
    const headers = { 'content-type': 'application/x-amz-json-1.0' }
    setTimeout(() => response.writeHead(200, headers).end('{}'), ANSWER_MS)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = localDynamoDbClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const command = new GetItemCommand({ TableName: 'work', Key: { pk: { S: 'x' } } })
  const asked = await Promise.allSettled(Array.from({ length: ASKED }, () => client.send(command)))
  client.destroy()
  server.close()
  expect(asked.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([])
})
