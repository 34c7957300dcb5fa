import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tell, told } from './found.ts'
import type { Plan } from './plan.ts'

/** A mutant that is on for so long, in one test or in all the files that load it, runs in a circle that asks for no switch. */
const HANGS_MS = { mutating: 60_000, mutated: 300_000 }

export interface Share {
  readonly plan: Plan
  readonly planFile: string
  readonly mine: number
  readonly of: number
}

/** Tries a share of the mutants: those that hang or kill their process count as killed, and another process goes on behind them. */
export async function tryShare(share: Share, runner: 'mutating' | 'mutated'): Promise<void> {
  const { plan, mine } = share
  const results = foundIn(plan, mine)
  while (left(share, runner) > 0) {
    // What hung before must not be taken for what hangs now.
    writeFileSync(`${results}.on`, '-1')
    const child = spawn(process.execPath, argumentsOf(runner), {
      env: {
        ...process.env,
        MUTATION_PLAN: share.planFile,
        MUTATION_SHARE: `${mine}/${share.of}`,
        MUTATION_RUNNER: here(`${runner}-runner.ts`),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await ended(child, `${results}.on`, HANGS_MS[runner])
    if (left(share, runner) === 0) return
    const on = Number(readFileSync(`${results}.on`, 'utf8'))
    if (on < 0) throw new Error(`a process ended by itself, with no mutant on: see ${results}`)
    tell(results, { found: 'killed', id: on, by: 'its process', how: 'timeout' })
  }
}

export function foundIn({ directory }: Plan, share: number): string {
  return `${directory}/found-${share}.ndjson`
}

function left({ plan, mine }: Share, runner: 'mutating' | 'mutated'): number {
  const done = told(foundIn(plan, mine)).filter(({ found }) => found === 'done')
  return (runner === 'mutating' ? plan.tests.length : plan.tests.length + 1) - done.length
}

function argumentsOf(runner: 'mutating' | 'mutated'): readonly string[] {
  if (runner === 'mutated') return [here('while-loading.ts')]
  return ['node_modules/vitest/vitest.mjs', 'run', '--config', here('vitest.config.ts')]
}

async function ended(child: ChildProcess, onFile: string, hangsMs: number): Promise<void> {
  const watch = setInterval(() => {
    const isLate = Date.now() - statSync(onFile).mtimeMs > hangsMs
    if (isLate && Number(readFileSync(onFile, 'utf8')) >= 0) child.kill('SIGKILL')
  }, 2_000)
  await new Promise((resolve) => child.once('exit', resolve))
  clearInterval(watch)
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
