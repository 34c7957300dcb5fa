import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { PublisherLine } from '../../lambdas/publisher/log.ts'
import { createPublisher } from '../../lambdas/publisher/publisher.ts'
import { bodyIn, loss, telling } from '../publisher/notify/telling.ts'
import { streamEvent } from './publisher.ts'

// As the template sets them (infra/publisher.ts).
const RETRIES = 10

/** Lambda's event source mapping with partial failures and bisection: what is refused for good becomes a dead letter. */
async function mapped(
  deliver: (records: readonly DynamoDBRecord[]) => Promise<string | undefined>,
  records: readonly DynamoDBRecord[],
): Promise<{ readonly dead: readonly DynamoDBRecord[]; readonly calls: number }> {
  const dead: DynamoDBRecord[] = []
  let calls = 0
  const bring = async (batch: readonly DynamoDBRecord[], tries: number): Promise<void> => {
    if (batch.length === 0) return
    calls += 1
    const refused = await deliver(batch)
    if (refused === undefined) return
    const left = batch.slice(batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === refused))
    if (tries === RETRIES) {
      dead.push(...left)
      return
    }
    const half = Math.ceil(left.length / 2)
    await bring(left.slice(0, half), tries + 1)
    await bring(left.slice(half), tries + 1)
  }
  await bring(records, 0)
  return { dead, calls }
}

function publishing() {
  const told = telling()
  const lines: PublisherLine[] = []
  const publisher = createPublisher({
    ...told.ports,
    http: async () => ({ statusCode: 500 }),
    makeReports: async () => [],
    log: (line) => void lines.push(line),
  })
  const deliver = async (records: readonly DynamoDBRecord[]) =>
    (await publisher.stream({ Records: [...records] })).batchItemFailures[0]?.itemIdentifier
  return { ...told, publisher, lines, deliver }
}

const RECORDS = streamEvent(Array.from({ length: 100 }, (_, i) => loss(`p${i}`, { run: null }))).Records

function poisoned(record: DynamoDBRecord): DynamoDBRecord {
  const image = { ...record.dynamodb?.NewImage, body: { S: '{"v":"no entry"}' } }
  return { ...record, dynamodb: { ...record.dynamodb, NewImage: image } }
}

describe('a record that can never be taken in', () => {
  it.each([0, 1, 49, 98, 99])('as number %i of 100 is kept, and all the others are told', async (at) => {
    const { deliver, messages, publisher, pass, lines } = publishing()
    const records = RECORDS.map((record, i) => (i === at ? poisoned(record) : record))
    const { dead, calls } = await mapped(deliver, records)
    expect(dead).toEqual([records[at]])
    expect(calls).toBeLessThan(4 * RETRIES)
    expect(lines).toContainEqual(
      expect.objectContaining({ name: 'stream-record-failed', sequence: `prod/p${at} 1` }),
    )
    pass(61_000)
    await publisher.sweep({ kind: 'sweep' })
    const told = messages.map((message) => String(bodyIn(message)['pipeline']))
    expect(told.toSorted()).toEqual(RECORDS.flatMap((_, i) => (i === at ? [] : [`p${i}`])).toSorted())
  })
})

describe('a storm of 5,000', () => {
  // Service quotas of SNS: a message with its attributes has at most 256 KiB, a subject 100 characters.
  const MOST_BYTES = 262_144

  it.each([
    ['pipelines', Array.from({ length: 5_000 }, (_, i) => loss(`${'p'.repeat(240)}${i}`))],
    [
      'checkpoints',
      [
        loss('p', { checkpoints: 100 }),
        ...Array.from({ length: 49 }, (_, i) => loss(`q${i}`, { checkpoints: 100 })),
      ],
    ],
  ] as const)(
    '%s is few messages, each of which SNS takes, and each alert has its receipt',
    async (_what, lost) => {
      const { messages, publisher, ports, pass } = publishing()
      for (let from = 0; from < lost.length; from += 500)
        await publisher.stream(streamEvent(lost.slice(from, from + 500)))
      pass(61_000)
      await publisher.sweep({ kind: 'sweep' })
      expect(messages.length).toBeLessThan(4)
      for (const { Subject, ...message } of messages) {
        expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(MOST_BYTES)
        expect(Subject).toMatch(/^[\x20-\x7e]{1,100}$/)
      }
      expect(await ports.outbox.unsent()).toEqual({ due: [], unreadable: [] })
      const ids = lost.flatMap(({ state }) => state.alerts.map(({ id }) => `${id}/firing`))
      expect(ids).toHaveLength(5_000)
      expect((await ports.outbox.receipts(ids)).size).toBe(5_000)
    },
    60_000,
  )
})
