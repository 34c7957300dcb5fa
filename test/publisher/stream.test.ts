import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../lambdas/domain/entry.ts'
import { itemOf } from '../../lambdas/ledger/item.ts'
import { type PublisherLine, withMetric } from '../../lambdas/publisher/log.ts'
import { takeInStream } from '../../lambdas/publisher/stream.ts'
import { loss } from './notify/telling.ts'

const first = loss('orders')
const second = loss('fraud')
const third = loss('returns')

describe('the stream', () => {
  test('brings every new entry, in order', async () => {
    const { ports, taken } = taking()
    const records = [inserted('1', first), inserted('2', second), inserted('3', third)]
    expect(await takeInStream(ports, { Records: records })).toEqual({ batchItemFailures: [] })
    expect(taken).toEqual(['prod/orders', 'prod/fraud', 'prod/returns'])
  })

  test('brings the exact entry, whatever form its state has', async () => {
    const given: Entry[] = []
    const record = inserted('1', first)
    const image = { ...record.dynamodb?.NewImage, state: { B: 'AAEC' } }
    const ports = { takeIn: async (entry: Entry) => void given.push(entry), log: () => {} }
    await takeInStream(ports, { Records: [{ ...record, dynamodb: { ...record.dynamodb, NewImage: image } }] })
    expect(given).toEqual([first.entry])
  })

  test('goes on from a record that failed: those before it are done, those behind it wait', async () => {
    const { ports, taken, lines } = taking('prod/fraud')
    const records = [inserted('1', first), inserted('2', second), inserted('3', third)]
    expect(await takeInStream(ports, { Records: records })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    })
    expect(taken).toEqual(['prod/orders'])
    expect(lines).toEqual([
      { name: 'stream-record-failed', sequence: '2', error: 'prod/fraud: store unreachable' },
    ])
  })

  test('reports a record that is no entry at its own number', async () => {
    const { ports, taken, lines } = taking()
    const forged = inserted('2', second, { body: { S: first.entry.body } })
    const { batchItemFailures } = await takeInStream(ports, { Records: [inserted('1', first), forged] })
    expect(batchItemFailures).toEqual([{ itemIdentifier: '2' }])
    expect(taken).toEqual(['prod/orders'])
    expect(lines[0]).toMatchObject({
      name: 'stream-record-failed',
      error: 'prod/fraud 1: keys or hash do not belong to the body',
    })
  })

  test('does not take a new record without its image for tampering', async () => {
    const { ports, lines } = taking()
    const bare: DynamoDBRecord = { eventName: 'INSERT', dynamodb: { SequenceNumber: '1' } }
    const { batchItemFailures } = await takeInStream(ports, { Records: [bare] })
    expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }])
    expect(lines.map(({ name }) => name)).toEqual(['stream-record-failed'])
  })

  test.each([
    ['MODIFY', 'entry-modified'],
    ['REMOVE', 'entry-removed'],
  ] as const)(
    'takes %s for tampering: says which entry, takes nothing in, and goes on',
    async (done, name) => {
      const { ports, taken, lines } = taking()
      const tampered = { ...inserted('1', first), eventName: done }
      const { batchItemFailures } = await takeInStream(ports, { Records: [tampered, inserted('2', second)] })
      expect(batchItemFailures).toEqual([])
      expect(lines).toEqual([{ name, ledger: 'prod/orders', seq: '1' }])
      expect(taken).toEqual(['prod/fraud'])
    },
  )
})

describe('a log line', () => {
  test.each(['entry-modified', 'entry-removed'] as const)('%s is counted as tampering', (name) => {
    const line: PublisherLine = { name, ledger: 'prod/orders', seq: '7' }
    expect(withMetric(line, { nowMs: 1_000, functionName: 'f' })).toEqual({
      ...line,
      FunctionName: 'f',
      EntryTampered: 1,
      _aws: {
        Timestamp: 1_000,
        CloudWatchMetrics: [
          {
            Namespace: 'CheckpointLedger',
            Dimensions: [['FunctionName']],
            Metrics: [{ Name: 'EntryTampered', Unit: 'Count' }],
          },
        ],
      },
    })
  })

  test('about a message is not', () => {
    const line: PublisherLine = { name: 'announcement-sent', announcement: 'a/firing', messageId: 'm' }
    expect(withMetric(line, { nowMs: 1_000, functionName: 'f' })).toEqual(line)
  })
})

/** Takes in entries, except those of `failing`. */
function taking(failing?: string) {
  const taken: string[] = []
  const lines: PublisherLine[] = []
  const takeIn = async ({ ledger }: Entry): Promise<void> => {
    if (ledger === failing) throw new Error(ledger, { cause: new Error('store unreachable') })
    taken.push(ledger)
  }
  return { taken, lines, ports: { takeIn, log: (line: PublisherLine) => void lines.push(line) } }
}

/** A record as Lambda gives it: the image has every attribute of the item. */
function inserted(
  sequence: string,
  sealed: Parameters<typeof itemOf>[0],
  forged: object = {},
): DynamoDBRecord {
  const item: object = { ...itemOf(sealed), ...forged }
  const Keys = { pk: { S: sealed.entry.ledger }, sk: { N: String(sealed.entry.seq) } }
  return { eventName: 'INSERT', dynamodb: { SequenceNumber: sequence, Keys, NewImage: { ...item } } }
}
