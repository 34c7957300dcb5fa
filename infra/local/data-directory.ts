import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refused } from './refused.ts'

/** The directory that holds everything of one local system. */
export interface DataDirectory {
  readonly path: string
  readonly archive: string
  readonly notifications: string
  /** Held while a line is written. */
  readonly notificationsLock: string
  readonly streamPosition: string
  /** Records of the stream that could not be read; absent where there are none. */
  readonly deadLetters: string
  readonly simulatedFeldera: string
  /** What the simulated Feldera syncs: only the demo has it. */
  readonly simulatedStore: string
  /** The log's signing key, and the verifier key that goes with it. */
  readonly logKey: string
  readonly logVkey: string
  /** Held while the archive's one changing object is replaced. */
  readonly archiveLock: string
}

/** Where a local system is when nobody says otherwise. */
export const DEFAULT_DATA = '.checkpoint-ledger'

const DEMO_MARK = 'demo'
const DATABASE = 'dynamodb.sqlite'
const ARCHIVE = 'archive'

/**
 * Opens or creates the directory, or says why it must not be used: records of a simulated Feldera and of a real one
 * must never stand in one history.
 */
export function openDataDirectory(
  path: string,
  use: 'demo' | 'configured' | 'existing' | 'made-up',
): DataDirectory | { readonly problem: string } {
  const isDemo = existsSync(join(path, DEMO_MARK))
  // With another DynamoDB (AWS_ENDPOINT_URL_DYNAMODB) the archive is all that stands here.
  const hasRecords = [DATABASE, ARCHIVE].some((name) => existsSync(join(path, name)))
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
    archive: join(path, ARCHIVE),
    notifications: join(path, 'notifications.ndjson'),
    notificationsLock: join(path, 'notifications-lock.sqlite'),
    streamPosition: join(path, 'stream-position.json'),
    deadLetters: join(path, 'dead-letters.ndjson'),
    simulatedFeldera: join(path, 'simulated-feldera.json'),
    simulatedStore: join(resolve(path), 'simulated-store', 'orders'),
    logKey: join(path, 'log.key'),
    logVkey: join(path, 'log.vkey'),
    archiveLock: join(path, 'archive-lock.sqlite'),
  }
}

/** For commands: the directory of a ledger that is there. Refuses any other. */
export function existingData(path: string): DataDirectory {
  const data = openDataDirectory(path, 'existing')
  if ('problem' in data) throw new Refused(data.problem)
  return data
}
