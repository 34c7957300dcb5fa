import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type FauxqsServer, startFauxqs } from 'fauxqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyLog } from '../../lambdas/archive/log/log-reader.ts'
import { announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { type Message, messageOf } from '../../lambdas/domain/telling/message.ts'
import { createSnsPublish } from '../../lambdas/publisher/sns.ts'
import { loss } from './notify/telling.ts'

let server: FauxqsServer
let topicArn: string

beforeAll(async () => {
  server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
  server.createQueue('inbox')
  topicArn = server.createTopic('alerts').topicArn
  server.subscribe({ topic: 'alerts', queue: 'inbox' })
})

afterAll(() => server.stop())

describe('a message to SNS', () => {
  test('arrives with its subject, its text and its attributes, under the id that is returned', async () => {
    const message = messageFor(false)
    const { messageId } = await publishTo(topicArn)(message, 'a/firing')
    const received = receivedLast()
    expect(received).toMatchObject({
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: '[critical] prod/orders: checkpoint missing',
      Message: message.Message,
    })
    expect(received['MessageAttributes']).toEqual({
      kind: { Type: 'String', Value: 'checkpoint-missing' },
      severity: { Type: 'String', Value: 'critical' },
      state: { Type: 'String', Value: 'firing' },
      source: { Type: 'String', Value: 'prod' },
      pipeline: { Type: 'String', Value: 'orders' },
    })
  })

  test('is refused where the topic is not there', async () => {
    await expect(publishTo(`${topicArn}-gone`)(messageFor(false), 'a/firing')).rejects.toThrow(/not/i)
  })
})

// The emulator ignores MessageStructure, so a stub shows what was asked of SNS, and answers what an emulator never would.
describe('what SNS is asked', () => {
  test('has a text for e-mail beside the JSON for programs', async () => {
    const stub = await startStub('<MessageId>m-1</MessageId>')
    const message = messageFor(true)
    expect(await publishTo('arn:aws:sns:us-east-1:1:t', stub.port)(message, 'a/firing')).toEqual({
      messageId: 'm-1',
    })
    const [asked] = stub.asked
    expect(asked?.get('MessageStructure')).toBe('json')
    expect(asked?.get('Message')).toBe(message.Message)
    expect(asked?.get('TopicArn')).toBe('arn:aws:sns:us-east-1:1:t')
    await stub.stop()
  })

  test('counts as unsent where SNS gives no message id', async () => {
    const stub = await startStub('')
    await expect(
      publishTo('arn:aws:sns:us-east-1:1:t', stub.port)(messageFor(false), 'a/firing'),
    ).rejects.toThrow('SNS gave no message id')
    await stub.stop()
  })
})

async function startStub(result: string) {
  const asked: URLSearchParams[] = []
  const answer = `<PublishResponse><PublishResult>${result}</PublishResult></PublishResponse>`
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    asked.push(new URLSearchParams(await text(request)))
    response.writeHead(200, { 'content-type': 'text/xml' }).end(answer)
  }
  const stub = createServer((request, response) => void respond(request, response))
  await once(stub.listen(0, '127.0.0.1'), 'listening')
  const address = stub.address()
  if (address === null || typeof address === 'string') throw new Error('the stub has no port')
  const stop = async (): Promise<void> => {
    stub.closeAllConnections()
    await once(stub.close(), 'close')
  }
  return { asked, port: address.port, stop }
}

function publishTo(arn: string, port = server.port) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const config = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials }
  return createSnsPublish({ topicArn: arn, config })
}

function messageFor(emailText: boolean): Message {
  const [announcement] = announcementsOf(loss('orders').entry)
  if (announcement === undefined) throw new Error('a loss is announced')
  return messageOf(announcement, { log: emptyLog('log.example'), linkBase: '', emailText })
}

/** What a subscriber was given last: SNS's envelope. */
function receivedLast(): { readonly [key: string]: unknown } {
  const body: unknown = JSON.parse(server.inspectQueue('inbox')?.messages.ready.at(-1)?.body ?? '{}')
  return body as { readonly [key: string]: unknown }
}
