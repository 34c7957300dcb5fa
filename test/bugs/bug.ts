import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A classical bug as a patch of the sources: its first line says it in words, its second which tests are asked. */
export interface Bug {
  readonly name: string
  readonly file: string
  readonly words: string
  readonly tests: readonly string[]
}

const FOLDER = 'test/bugs'

export function bugsKept(): readonly Bug[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.patch'))
    .toSorted()
    .map((name) => bugIn(join(FOLDER, name), name.replace(/\.patch$/, '')))
}

/** What `git apply` says against the patch in this folder; undefined where it applies. */
export function applying(bug: Bug, folder: string, ...how: readonly string[]): string | undefined {
  try {
    execFileSync('git', ['apply', ...how, join(process.cwd(), bug.file)], { cwd: folder, stdio: 'pipe' })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function bugIn(file: string, name: string): Bug {
  const [words = '', tests = ''] = readFileSync(file, 'utf8').split('\n')
  if (!tests.startsWith('Tests: ')) throw new Error(`${file}: the second line names no tests`)
  return { name, file, words, tests: tests.slice('Tests: '.length).split(' ') }
}
