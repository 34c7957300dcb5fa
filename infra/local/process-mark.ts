import { readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessMark {
  readonly pid: number
  /** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat); null where the system has no /proc. */
  readonly startedTicks: string | null
}

export function markOf(pid: number): ProcessMark {
  return { pid, startedTicks: startedTicksOf(pid) }
}

export function isAlive({ pid, startedTicks }: ProcessMark): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return startedTicks === null || startedTicksOf(pid) === startedTicks
}

function startedTicksOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything; the state after it is field 3. A zombie is dead.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}
