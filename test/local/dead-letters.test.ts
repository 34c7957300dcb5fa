import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { openDataDirectory } from '../../infra/local/data-directory.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createLocalSystem } from '../../infra/local/local-system.ts'
import { openToCommand } from '../../infra/local/open-access.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { appendSome } from '../support/logging.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let directory: string

beforeAll(async () => {
  database = await startInMemoryDynamoDb()
  directory = mkdtempSync(join(tmpdir(), 'dead-letters-'))
})

afterAll(() => {
  database.stop()
  rmSync(directory, { recursive: true })
})

it('a record that nobody can read is kept, and holds up nothing behind it', async () => {
  const client = localDynamoDbClient(database.endpoint)
  await createTables(client)
  const data = openDataDirectory(directory, 'configured')
  if ('problem' in data) throw new Error(data.problem)
  const ledger = createDynamoLedger({ client, table: TABLES.ledger })
  const seen: string[] = []
  const said: string[] = []
  const system = await createLocalSystem({
    witnesses: [],
    endpoint: database.endpoint,
    data,
    environment: {},
    linkBase: () => '',
    admitting: () => openToCommand('local'),
    onEntry: ({ ledger: name, seq }) => seen.push(`${name} ${seq}`),
    onMessage: () => {},
    log: ({ name }) => said.push(name),
  })
  await appendSome(ledger, 'prod/a', 1)
  const poison = { pk: { S: 'prod/poison' }, sk: { N: '1' }, body: { S: 'no entry' }, hash: { S: '0' } }
  await client.send(new PutItemCommand({ TableName: TABLES.ledger, Item: poison }))
  await appendSome(ledger, 'prod/b', 1)
  await system.settle()
  expect(seen).toEqual(['prod/a 1', 'prod/b 1'])
  expect(said).toEqual(['stream-record-failed'])
  const letters = readFileSync(data.deadLetters, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(letters).toEqual([
    expect.objectContaining({
      keys: { pk: poison.pk, sk: poison.sk },
      image: poison,
      error: expect.any(String),
    }),
  ])
  rmSync(data.deadLetters)
  await system.settle()
  expect(existsSync(data.deadLetters)).toBe(false)
}, 30_000)
