import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from './directory-lock.ts'
import { answers, type DynamoDbProcess, startDynamoDb } from './dynamodb-process.ts'
import { isAlive, markOf, type ProcessMark } from './process-mark.ts'

/** One of possibly several users of a data directory's database. */
export interface EmbeddedDynamoDb {
  readonly endpoint: string
  /** Gives it up; the last user stops the process. */
  readonly release: () => Promise<void>
}

/** The running database, as `dynamodb.json` has it. */
interface Running {
  readonly endpoint: string
  readonly port: number
  readonly process: ProcessMark
}

const STOP_WITHIN_MS = 5_000
/** One whose starter was killed may still be coming up. */
const ANSWERS_WITHIN_MS = 3_000

/**
 * The embedded DynamoDB of a data directory: one process, shared by all our processes that use the directory.
 * A living one is adopted, a dead one replaced, two starting at once start one. Whatever a killed process left behind
 * holds up nobody for more than 10 s. Rejects where it cannot be had within `waitAtMostMs`.
 */
export async function useEmbeddedDynamoDb({
  dataDirectory,
  waitAtMostMs,
}: {
  readonly dataDirectory: string
  readonly waitAtMostMs: number
}): Promise<EmbeddedDynamoDb> {
  const places = placesIn(dataDirectory)
  mkdirSync(places.users, { recursive: true })
  const me = join(places.users, `${process.pid}-${randomBytes(4).toString('hex')}`)
  const running = await withLock(places.lock, waitAtMostMs, async () => {
    const adopted = await living(places.running)
    const used = adopted ?? (await start(places))
    writeFileSync(me, JSON.stringify(markOf(process.pid)))
    return used
  })
  return {
    endpoint: running.endpoint,
    release: () =>
      withLock(places.lock, waitAtMostMs, async () => {
        rmSync(me, { force: true })
        if (!othersUse(places.users)) await stop(places.running)
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
    lock: at('dynamodb.lock'),
    users: at('users'),
    running: at('dynamodb.json'),
    file: at('dynamodb.sqlite'),
    log: at('dynamodb.log'),
  }
}

async function start({ running, file, log }: Places): Promise<Running> {
  const note = ({ pid, port }: DynamoDbProcess): Running => {
    const started: Running = { endpoint: `http://127.0.0.1:${port}`, port, process: markOf(pid) }
    writeFileSync(`${running}.draft`, JSON.stringify(started))
    renameSync(`${running}.draft`, running)
    return started
  }
  return note(await startDynamoDb({ file, logFile: log, onSpawned: note }))
}

/** The one that runs. Process and port must both be what they were: a number may have passed to another process. */
async function living(path: string): Promise<Running | undefined> {
  const known = readJson(path) as Running | undefined
  if (known === undefined) return undefined
  for (
    const until = Date.now() + ANSWERS_WITHIN_MS;
    isAlive(known.process) && Date.now() < until;
    await sleep(25)
  ) {
    if (await answers(known.port)) return known
  }
  // Dead, or hanging: two databases must never stand on one file.
  await stop(path)
  return undefined
}

async function stop(path: string): Promise<void> {
  const known = readJson(path) as Running | undefined
  if (known === undefined) return
  if (isAlive(known.process)) {
    process.kill(known.process.pid, 'SIGTERM')
    for (const until = Date.now() + STOP_WITHIN_MS; isAlive(known.process) && Date.now() < until; )
      await sleep(10)
    if (isAlive(known.process)) process.kill(known.process.pid, 'SIGKILL')
  }
  rmSync(path, { force: true })
}

/** Whether a living process is still registered; those of dead ones are cleared away. */
function othersUse(users: string): boolean {
  const registered = readdirSync(users).map((name) => join(users, name))
  const alive = registered.filter((path) => {
    const mark = readJson(path) as ProcessMark | undefined
    return mark !== undefined && isAlive(mark)
  })
  for (const path of registered) if (!alive.includes(path)) rmSync(path, { force: true })
  return alive.length > 0
}

function readJson(path: string): unknown {
  try {
    // Our own file, made whole by a rename; absent or cut short by a kill counts as absent.
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
