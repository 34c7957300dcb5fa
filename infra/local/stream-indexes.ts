import { DatabaseSync } from 'node:sqlite'

// Another process has the file open and may be writing.
const BUSY_MS = 5_000

/**
 * Gives the embedded DynamoDB the indexes that its stream lacks. It reads all of its records to number the next one, with every write:
 * after 15,000 entries a write took 130 ms, and with 1,000,000 it would take nine seconds. Its version is pinned (package.json); the
 * queries are those that stand in its binary. Repeating it changes nothing. Throws where the file cannot be written.
 */
export function indexStream(file: string): void {
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    for (const [name, columns] of Object.entries(INDEXES)) {
      database.exec(`CREATE INDEX IF NOT EXISTS "${name}" ON _stream_records (${columns})`)
    }
  } finally {
    database.close()
  }
}

const INDEXES = {
  stream_next: 'table_name, CAST(sequence_number AS INTEGER)',
  stream_order: 'table_name, shard_id, CAST(sequence_number AS INTEGER)',
  stream_ends: 'table_name, shard_id, sequence_number',
}
