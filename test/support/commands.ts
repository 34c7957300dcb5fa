import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a finished command left. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command of ours in a process of its own, as `npm start` and `npm run ledger` run it. */
export interface Running {
  readonly pid: number
  readonly finished: Promise<Finished>
  /** Resolves with the first line of standard output that matches; rejects when the process ends before. */
  readonly line: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly kill: (signal: NodeJS.Signals) => void
}

export function command(
  name: 'start' | 'ledger',
  args: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Running {
  const child = spawn(process.execPath, ['infra/local/launch.mjs', name, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the command did not start')
  let [stdout, stderr] = ['', '']
  const listeners = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8')
    for (const listener of listeners) listener()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    pid,
    finished,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = stdout.split('\n').map((text) => pattern.exec(text))
          const first = found.find((match) => match !== null)
          if (first === undefined) return
          listeners.delete(look)
          resolve(first)
        }
        listeners.add(look)
        look()
        void finished.then(({ code }) =>
          reject(new Error(`ended with ${code} before ${pattern}: ${stdout}${stderr}`)),
        )
      }),
    kill: (signal) => void child.kill(signal),
  }
}

/** A directory of a test's own, with a configuration in it. */
export interface Workplace {
  readonly data: string
  readonly config: string
  readonly configure: (configuration: unknown) => void
  readonly remove: () => void
}

export function workplace(configuration: unknown): Workplace {
  const directory = mkdtempSync(join(tmpdir(), 'checkpoint-ledger-'))
  const config = join(directory, 'pipelines.json')
  const configure = (value: unknown): void => {
    writeFileSync(config, typeof value === 'string' ? value : JSON.stringify(value))
  }
  configure(configuration)
  return {
    data: join(directory, 'data'),
    config,
    configure,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
