import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** A script of ours in a process of its own, in a group of its own. */
export interface ScriptProcess {
  readonly pid: number
  readonly firstLine: Promise<string>
  readonly exited: Promise<unknown>
  /** Ends its input. */
  readonly finish: () => Promise<unknown>
  readonly kill: () => Promise<unknown>
}

export function runScript(script: string, ...args: readonly string[]): ScriptProcess {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (child.pid === undefined) throw new Error(`${script} did not start`)
  const exited = once(child, 'exit')
  // It may be killed before it reads.
  child.stdin.on('error', () => undefined)
  return {
    pid: child.pid,
    firstLine: new Promise((resolve) => {
      createInterface(child.stdout).once('line', resolve)
    }),
    exited,
    finish: () => {
      child.stdin.end()
      return exited
    },
    kill: () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}
