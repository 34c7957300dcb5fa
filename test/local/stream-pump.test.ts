import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient, localStreamsClient } from '../../infra/local/dynamodb-client.ts'
import { createStreamPump, type StreamPumpPorts } from '../../infra/local/stream-pump.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { appendSome } from '../support/logging.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let directory: string
let pumps = 0

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'checkpoint-ledger-pump-'))
  database = await startInMemoryDynamoDb()
  await createTables(localDynamoDbClient(database.endpoint))
})

afterAll(() => {
  database.stop()
  rmSync(directory, { recursive: true })
})

/** A pump of its own position, and what it delivered: `name seq` each. */
function pump(deliver: StreamPumpPorts['deliver'] = async () => undefined) {
  const dynamodb = localDynamoDbClient(database.endpoint)
  const delivered: string[] = []
  pumps += 1
  const positionFile = join(directory, `position-${pumps}.json`)
  const ports: StreamPumpPorts = {
    dynamodb,
    streams: localStreamsClient(database.endpoint),
    table: TABLES.ledger,
    positionFile,
    deliver: async (records) => {
      delivered.push(...records.map(({ dynamodb: { Keys } = {} }) => `${Keys?.['pk']?.S} ${Keys?.['sk']?.N}`))
      return deliver(records)
    },
  }
  const append = async (name: string, count: number) =>
    void (await appendSome(createDynamoLedger({ client: dynamodb, table: TABLES.ledger }), name, count))
  const of = (name: string) => delivered.filter((one) => one.startsWith(`${name} `))
  return { drain: createStreamPump(ports).drain, append, of, positionFile }
}

describe('the stream', () => {
  it('is read from its beginning by who has never read it: what was appended before is told as well', async () => {
    const { drain, append, of } = pump()
    await append('prod/before', 3)
    expect(await drain()).toBe(true)
    expect(of('prod/before')).toEqual(['prod/before 1', 'prod/before 2', 'prod/before 3'])
  })

  it('goes on behind what was delivered, by another process as well', async () => {
    const first = pump()
    await first.append('prod/on', 1)
    await first.drain()
    await first.append('prod/on', 2)
    await first.drain()
    expect(first.of('prod/on')).toEqual(['prod/on 1', 'prod/on 2', 'prod/on 3'])
    await first.drain()
    expect(first.of('prod/on')).toHaveLength(3)
  })

  it('brings again what was refused, and nothing that was taken before it', async () => {
    let refusals = 1
    const { drain, append, of } = pump(async (records) => {
      const mine = records.filter(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S === 'prod/refused')
      if (mine.length < 2 || refusals === 0) return undefined
      refusals -= 1
      return mine[1]?.dynamodb?.SequenceNumber
    })
    await append('prod/refused', 3)
    expect(await drain()).toBe(false)
    expect(await drain()).toBe(true)
    expect(of('prod/refused').slice(-2)).toEqual(['prod/refused 2', 'prod/refused 3'])
    expect(of('prod/refused').filter((one) => one === 'prod/refused 1')).toHaveLength(1)
  })

  it('begins anew where its position was cut short by a kill', async () => {
    const { drain, append, of, positionFile } = pump()
    await append('prod/cut', 1)
    await drain()
    writeFileSync(positionFile, '{"half')
    await drain()
    expect(of('prod/cut')).toEqual(['prod/cut 1', 'prod/cut 1'])
  })
})
