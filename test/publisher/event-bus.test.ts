import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { emptyLog } from '../../lambdas/archive/log/log-reader.ts'
import { announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { formTextIn, messageOf } from '../../lambdas/domain/telling/message.ts'
import { createEventBusPublish } from '../../lambdas/publisher/event-bus.ts'
import { loss } from './notify/telling.ts'

/** What EventBridge is asked, and what it answers. */
async function bus(answer: object, use: (give: ReturnType<typeof createEventBusPublish>) => Promise<void>) {
  const asked: unknown[] = []
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    asked.push([request.headers['x-amz-target'], JSON.parse(await text(request))])
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  }
  const server = createServer((request, response) => void respond(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const config = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  try {
    await use(createEventBusPublish({ eventBus: 'ops', config }))
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return asked
}

function message(emailText: boolean) {
  const [announcement] = announcementsOf(loss('orders').entry)
  if (announcement === undefined) throw new Error('a loss is announced')
  return messageOf(announcement, { log: emptyLog('log.example'), linkBase: '', emailText })
}

test.each([true, false])(
  'an event is the JSON of the message, by its kind; with e-mail text: %s',
  async (email) => {
    const sent = message(email)
    const answer = { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] }
    const asked = await bus(answer, async (give) => {
      expect(await give(sent, 'a/firing')).toEqual({ messageId: 'e-1' })
    })
    const Detail = formTextIn(message(false))
    expect(JSON.parse(Detail)).toMatchObject({ version: '1', kind: 'checkpoint-missing', pipeline: 'orders' })
    const entry = {
      EventBusName: 'ops',
      Source: 'checkpoint-ledger',
      DetailType: 'checkpoint-missing',
      Detail,
    }
    expect(asked).toEqual([['AWSEvents.PutEvents', { Entries: [entry] }]])
  },
)

test('an event that the bus refuses within its answer is refused, under its code', async () => {
  const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'x' }] }
  await bus(answer, async (give) => {
    await expect(give(message(false), 'a/firing')).rejects.toMatchObject({ code: 'ThrottlingException' })
  })
})
