import { readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same number, nor for one after a reboot. */
export interface ProcessMark {
  readonly pid: number
  /** Boot id and start time in clock ticks (field 22 of /proc/<pid>/stat); null: it was gone before it was looked at. */
  readonly started: string | null
}

export function markOf(pid: number): ProcessMark {
  return { pid, started: statOf(pid)?.started ?? null }
}

/** Never true by the number alone: without a start time it counts as dead, so that nobody else's process is ended. */
export function isAlive({ pid, started }: ProcessMark): boolean {
  const stat = statOf(pid)
  return stat !== undefined && stat.state !== 'Z' && stat.started === started
}

/** Undefined where there is no such process, or no /proc (where there is no embedded DynamoDB either). */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything; the state after it is field 3.
    const [state, ticks] = [0, 19].map((index) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index])
    return state === undefined || ticks === undefined ? undefined : { state, started: `${boot} ${ticks}` }
  } catch {
    return undefined
  }
}
