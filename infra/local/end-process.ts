import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, type ProcessMark } from './process-mark.ts'

// The database needs some 10 ms, and its file bears being killed: CONTRACT §4 leaves 10 s for everything.
const END_WITHIN_MS = 2_000
const DIE_WITHIN_MS = 1_000

/** Ends the process, asking first. Nothing is done to another one that has its number now. Rejects while it lives on. */
export async function endProcess(mark: ProcessMark): Promise<void> {
  if (await endsBy(mark, 'SIGTERM', END_WITHIN_MS)) return
  if (await endsBy(mark, 'SIGKILL', DIE_WITHIN_MS)) return
  throw new Error(`process ${mark.pid} cannot be ended`)
}

async function endsBy(mark: ProcessMark, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  if (isAlive(mark)) send(mark.pid, signal)
  for (const until = Date.now() + withinMs; isAlive(mark); await sleep(10)) {
    if (Date.now() >= until) return false
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Gone between our look and the signal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
