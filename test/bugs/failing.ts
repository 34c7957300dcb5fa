import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})

/** The tests that fail in this folder, `file > name` each. Throws where a file cannot be loaded: such a bug is no bug but a ruin. */
export function failing(folder: string, tests: readonly string[]): readonly string[] {
  const out = join(folder, 'failing.json')
  const vitest = [
    join(folder, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--fsModuleCache=false',
    '--reporter=json',
    `--outputFile=${out}`,
  ]
  const { stderr } = spawnSync(process.execPath, [...vitest, ...tests], { cwd: folder, encoding: 'utf8' })
  const { testResults } = report.parse(JSON.parse(read(out, stderr)))
  rmSync(out)
  const ruined = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  if (ruined !== undefined) throw new Error(`${ruined.name} cannot be loaded: ${ruined.message}`)
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${name.slice(folder.length + 1)} > ${fullName}`),
  )
}

function read(file: string, stderr: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Error(`vitest wrote no report:\n${stderr}`, { cause })
  }
}
