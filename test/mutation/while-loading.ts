import { readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import { type Found, tell, told } from './found.ts'
import type { Plan } from './plan.ts'

/**
 * A process of the second part of a run: mutants that are still alive and are reached while modules are loaded. For each the
 * test files that load it run anew, until one fails.
 */

/** What loads a module everywhere is not run everywhere: the test file of its name and the first of the others say most. */
const MOST_OTHERS = 24

const plan: Plan = JSON.parse(readFileSync(process.env['MUTATION_PLAN'] ?? '', 'utf8'))
const [mine = 0, of = 1] = (process.env['MUTATION_SHARE'] ?? '').split('/').map(Number)
const results = `${plan.directory}/found-${mine}.ndjson`
process.env['MUTATION_ON'] = `${results}.on`

const found = told(results)
const killed = new Set(found.flatMap((one) => (one.found === 'killed' ? [one.id] : [])))
const tried = new Set(found.flatMap((one) => (one.found === 'loaded' ? [one.id] : [])))
const loading = found.filter((one): one is Found & { found: 'loading' } => one.found === 'loading')
for (const id of plan.tried) {
  if (id % of !== mine || killed.has(id) || tried.has(id)) continue
  const loaders = loading.filter(({ at }) => at.includes(id)).map(({ test }) => test)
  if (loaders.length === 0) continue
  const own = loaders.filter((test) => basename(test) === `${basename(fileOf(id), '.ts')}.test.ts`)
  const others = loaders.filter((test) => !own.includes(test)).slice(0, MOST_OTHERS)
  writeFileSync(`${results}.on`, String(id))
  const by = (await firstToFail(own)) ?? (await firstToFail(others))
  writeFileSync(`${results}.on`, '-1')
  tell(results, by === undefined ? { found: 'loaded', id } : { found: 'killed', id, by, how: 'failed' })
}
tell(results, { found: 'done', test: 'while loading' })
process.exit(0)

function fileOf(id: number): string {
  return plan.files.findLast(({ firstId }) => firstId <= id)?.file ?? ''
}

async function firstToFail(tests: readonly string[]): Promise<string | undefined> {
  if (tests.length === 0) return undefined
  // Another one each time: it remembers what failed before.
  const vitest = await createVitest('test', {
    config: fileURLToPath(new URL('vitest.config.ts', import.meta.url)),
    watch: false,
    bail: 1,
  })
  const project = vitest.getRootProject()
  const { testModules } = await vitest.runTestSpecifications(
    tests.map((test) => project.createSpecification(resolve(test))),
  )
  await vitest.close()
  const failed = testModules.find((module) => module.state() === 'failed')
  if (failed === undefined) return undefined
  const first = [...failed.children.allTests('failed')][0]
  return first === undefined ? failed.relativeModuleId : `${failed.relativeModuleId} > ${first.fullName}`
}
