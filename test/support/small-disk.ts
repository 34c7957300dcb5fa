import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'

/** A file system of a few megabytes, in memory, that can be filled, made larger and made read-only. */
export interface SmallDisk {
  readonly path: string
  readonly enlarge: (megabytes: number) => void
  readonly remove: () => void
}

/** Undefined where this user may mount nothing. */
export function smallDisk(path: string, megabytes: number): SmallDisk | undefined {
  mkdirSync(path, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return {
    path,
    enlarge: (more) => void execFileSync('mount', ['-o', `remount,size=${more}m`, path]),
    remove: () => {
      execFileSync('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Makes what lies under the path read-only for everybody, root as well; gives what undoes it. Undefined where that may not be done. */
export function frozen(path: string): (() => void) | undefined {
  try {
    execFileSync('mount', ['--bind', path, path], { stdio: 'ignore' })
    execFileSync('mount', ['-o', 'remount,bind,ro', path], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return () => void execFileSync('umount', ['-l', path])
}
