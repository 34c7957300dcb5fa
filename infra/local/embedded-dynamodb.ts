import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isUsed, registerUser } from './database-users.ts'
import { withLock } from './directory-lock.ts'
import { answers } from './dynamodb-health.ts'
import { startDynamoDb } from './dynamodb-process.ts'
import { databasesOn } from './embedded-dynamodb-binary.ts'
import { endProcess } from './end-process.ts'
import { isAlive } from './process-mark.ts'
import { endpointOn, forgetRunning, noteRunning, readRunning } from './running-dynamodb.ts'
import { indexStream } from './stream-indexes.ts'

/** One of possibly several users of a data directory's database. */
export interface EmbeddedDynamoDb {
  readonly endpoint: string
  /** Gives it up; the last user stops the process. */
  readonly release: () => Promise<void>
}

/** One whose starter was killed may still be coming up; one that hangs must be gone within 10 s in all. */
const ANSWERS_WITHIN_MS = 4_000

/**
 * The embedded DynamoDB of a data directory: one process, shared by all our processes that use the directory.
 * A living one is adopted, a dead or hanging one replaced, two starting at once start one. Whatever a killed process left
 * behind holds up nobody for more than 10 s. Rejects, without having done anything, where others who are starting or
 * stopping it do not let us in within `waitAtMostMs`; and where it does not start.
 */
export async function useEmbeddedDynamoDb({
  dataDirectory,
  waitAtMostMs,
}: {
  readonly dataDirectory: string
  readonly waitAtMostMs: number
}): Promise<EmbeddedDynamoDb> {
  mkdirSync(dataDirectory, { recursive: true })
  const places = placesIn(realpathSync(dataDirectory))
  const [port, user] = await withLock(places.lock, waitAtMostMs, async () => {
    const port = (await livingPort(places.running)) ?? (await replace(places))
    indexStream(places.file)
    return [port, registerUser(places.users)] as const
  })
  return {
    endpoint: endpointOn(port),
    release: () =>
      withLock(places.lock, waitAtMostMs, async () => {
        user.leave()
        if (!isUsed(places.users)) await stop(places)
      }),
  }
}

interface Places {
  readonly lock: string
  readonly users: string
  readonly running: string
  readonly file: string
  readonly log: string
}

function placesIn(directory: string): Places {
  const at = (name: string): string => join(directory, name)
  return {
    lock: at('lock.sqlite'),
    users: at('users'),
    running: at('dynamodb.json'),
    file: at('dynamodb.sqlite'),
    log: at('dynamodb.log'),
  }
}

/** Of the one that runs and answers. Process and answer must both be its own: a number may have passed to another process. */
async function livingPort(path: string): Promise<number | undefined> {
  const known = readRunning(path)
  if (known === undefined) return undefined
  for (const until = Date.now() + ANSWERS_WITHIN_MS; isAlive(known); await sleep(25)) {
    if (await answers(known.port)) return known.port
    if (Date.now() >= until) return undefined
  }
  return undefined
}

async function replace(places: Places): Promise<number> {
  const firstPort = readRunning(places.running)?.port
  await stop(places)
  const { port } = await startDynamoDb({
    file: places.file,
    logFile: places.log,
    firstPort,
    onSpawned: (spawned) => noteRunning(places.running, spawned),
  })
  return port
}

/** Ends every one on the file, known or not: the database itself would let a second one open it. */
async function stop({ running, file }: Places): Promise<void> {
  const known = readRunning(running)
  const all = known === undefined ? databasesOn(file) : [known, ...databasesOn(file)]
  await Promise.all(all.map(endProcess))
  forgetRunning(running)
}
