import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTables } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { useEmbeddedDynamoDb } from '../../infra/local/embedded-dynamodb.ts'

let dataDirectory: string
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'stream-indexes-'))
})
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }))

// As they stand in the binary: one with every write, one with every look at the stream, one with every batch of it.
const QUERIES = [
  'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
  'SELECT MIN(sequence_number), MAX(sequence_number) FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2',
  `SELECT sequence_number FROM _stream_records
    WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3
    ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4`,
]

it('the embedded database never reads its whole stream, however often it is opened', async () => {
  for (let opened = 0; opened < 2; opened += 1) {
    const database = await useEmbeddedDynamoDb({ dataDirectory, waitAtMostMs: 10_000 })
    await createTables(localDynamoDbClient(database.endpoint))
    await database.release()
  }
  const file = new DatabaseSync(join(dataDirectory, 'dynamodb.sqlite'), { readOnly: true })
  const plans = QUERIES.map((query) =>
    file
      .prepare(`EXPLAIN QUERY PLAN ${query}`)
      .all()
      .map(({ detail }) => String(detail)),
  )
  file.close()
  for (const plan of plans) {
    expect(plan).toEqual([expect.stringMatching(/^SEARCH _stream_records USING .*INDEX stream_/)])
  }
})
