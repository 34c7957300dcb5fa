import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Start {
  readonly wallMs: number
  readonly cpuMs: number
  /** What it had taken when its first request was on its way; all of it where it sends none. */
  readonly firstRequestCpuMs: number
  /** How many it sent, to each origin. */
  readonly requests: { readonly [origin: string]: number }
  readonly rssBytes: number
}
/** What the measured process says of itself (runtime-loop.mjs). */
interface Said {
  readonly cpuUs: number
  readonly rssBytes: number
  readonly firstRequest?: { readonly cpuUs: number }
  readonly requests: { readonly [origin: string]: number }
}
export interface Contender {
  readonly name: string
  readonly directory: string
  readonly event: object
}

const LOOP = join(import.meta.dirname, 'runtime-loop.mjs')

/** So many starts of each, in turns, behind one that does not count. */
export async function inTurns(
  contenders: readonly Contender[],
  environment: NodeJS.ProcessEnv,
  times: number,
) {
  const took = new Map<Contender, Start[]>()
  for (let i = -1; i < times; i += 1) {
    for (const contender of contenders) {
      const start = await started(contender, environment)
      if (i >= 0) took.set(contender, [...(took.get(contender) ?? []), start])
    }
  }
  return took
}

/** One start: a process of its own, from the moment that it is asked for to its first answer. */
export async function started(
  { name, directory, event }: Contender,
  environment: NodeJS.ProcessEnv,
): Promise<Start> {
  const begun = performance.now()
  const child = spawn(process.execPath, [LOOP, join(directory, 'index.mjs'), JSON.stringify(event)], {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', ({ cpuUs, firstRequest, requests, rssBytes }: Said) => {
      const wallMs = performance.now() - begun
      const firstRequestCpuMs = (firstRequest?.cpuUs ?? cpuUs) / 1_000
      resolve({ wallMs, cpuMs: cpuUs / 1_000, firstRequestCpuMs, requests, rssBytes })
      child.kill()
    })
    child.once('exit', () => reject(new Error(`${name} has ended without an answer`)))
  })
}
