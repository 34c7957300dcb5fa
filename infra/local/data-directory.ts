import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The directory that holds everything of one local system. */
export interface DataDirectory {
  readonly path: string
  readonly archive: string
  readonly notifications: string
  readonly streamPosition: string
  readonly simulatedFeldera: string
}

const DEMO_MARK = 'demo'
const DATABASE = 'dynamodb.sqlite'

/**
 * Opens or creates the directory, or says why it must not be used: records of a simulated Feldera and of a real one
 * must never stand in one history.
 */
export function openDataDirectory(
  path: string,
  use: 'demo' | 'configured' | 'existing',
): DataDirectory | { readonly problem: string } {
  const isDemo = existsSync(join(path, DEMO_MARK))
  const hasRecords = existsSync(join(path, DATABASE))
  if (use === 'existing' && !hasRecords) return { problem: `${path} holds no ledger: see --data DIR` }
  if (use === 'configured' && isDemo) {
    return { problem: `${path} holds the records of the demo; give --data another directory, or remove it` }
  }
  if (use === 'demo' && hasRecords && !isDemo) {
    return { problem: `${path} holds real records; the demo needs another directory: --data DIR` }
  }
  try {
    mkdirSync(path, { recursive: true })
    if (use === 'demo' && !isDemo) writeFileSync(join(path, DEMO_MARK), 'simulated Feldera\n')
  } catch (cause) {
    return { problem: `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
  return {
    path,
    archive: join(path, 'archive'),
    notifications: join(path, 'notifications.ndjson'),
    streamPosition: join(path, 'stream-position.json'),
    simulatedFeldera: join(path, 'simulated-feldera.json'),
  }
}
