import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const TRY_EVERY_MS = 25
const SQLITE_BUSY = 5

/**
 * Does the work while no other process, and no other call in this one, does any under the same file; it stays behind, empty.
 * Rejects, without having begun, after `waitAtMostMs`.
 *
 * The lock is SQLite's on the file, so the kernel takes it from a killed holder at once and from a living one never.
 * A lock file made with `wx` and broken by age or by a dead owner was tried: two who break it at once both get in.
 */
export async function withLock<T>(path: string, waitAtMostMs: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + waitAtMostMs
  let lock = take(path)
  while (lock === undefined) {
    if (Date.now() >= until) throw new Error(`${path} was held by another process for ${waitAtMostMs} ms`)
    await sleep(TRY_EVERY_MS)
    lock = take(path)
  }
  try {
    return await work()
  } finally {
    lock.close()
  }
}

function take(path: string): DatabaseSync | undefined {
  // Waiting is ours: SQLite's own would hold up the whole process.
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock.close()
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) return undefined
    throw new Error(`${path} cannot be locked`, { cause })
  }
}
