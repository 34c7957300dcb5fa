import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, markOf, type ProcessMark } from './process-mark.ts'

// The work under the lock takes well under a second: whoever holds it longer is dead or hangs.
const STALE_AFTER_MS = 10_000
const TRY_EVERY_MS = 25

/**
 * Does the work while nobody else does any under the same lock file. What a killed holder left behind is broken:
 * at once where its process is gone, after 10 s in any case. Rejects after `waitAtMostMs`.
 */
export async function withLock<T>(path: string, waitAtMostMs: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + waitAtMostMs
  const token = randomBytes(8).toString('hex')
  while (!take(path, token)) {
    breakIfStale(path)
    if (Date.now() >= until) throw new Error(`${path} is held by another process`)
    await sleep(TRY_EVERY_MS)
  }
  try {
    return await work()
  } finally {
    // Only if it is still ours: it may have been broken under us.
    if (read(path)?.token === token) unlinkSync(path)
  }
}

interface Held {
  readonly token: string
  readonly holder: ProcessMark
}

function take(path: string, token: string): boolean {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, JSON.stringify({ token, holder: markOf(process.pid) } satisfies Held))
    closeSync(file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw new Error(`${path} cannot be made`, { cause: error })
  }
}

function breakIfStale(path: string): void {
  const held = read(path)
  const ageMs = ageOf(path)
  // Created, but not yet written, or cut short by a kill: only its age tells.
  const dead = held !== undefined && !isAlive(held.holder)
  if (ageMs === undefined || (!dead && ageMs < STALE_AFTER_MS)) return
  // Renamed first: of two who break it at once only one gets it, and a fresh lock is not what is removed.
  const broken = `${path}.${randomBytes(4).toString('hex')}.broken`
  try {
    renameSync(path, broken)
    const was = readFileSync(broken, 'utf8')
    if (held !== undefined && !was.includes(held.token)) renameSync(broken, path)
    else unlinkSync(broken)
  } catch {
    // Somebody else was faster: the next try shows what is there now.
  }
}

function read(path: string): Held | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Held
  } catch {
    return undefined
  }
}

function ageOf(path: string): number | undefined {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return undefined
  }
}
