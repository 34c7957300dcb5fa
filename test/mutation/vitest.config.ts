import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { told } from './found.ts'
import type { Plan } from './plan.ts'
import { switched } from './switching.ts'

/** For the processes of a run: the sources of the plan are rewritten in memory on their way to the tests. */
const plan: Plan = JSON.parse(readFileSync(process.env['MUTATION_PLAN'] ?? '', 'utf8'))
const firstIds = new Map(plan.files.map(({ file, firstId }) => [file, firstId]))
const tried = new Set(plan.tried)
const order = new Map(plan.tests.map((test, place) => [test, place]))
const root = process.cwd()
const share = (process.env['MUTATION_SHARE'] ?? '0').split('/')[0]
const done = new Set(
  told(`${plan.directory}/found-${share}.ndjson`).flatMap((one) => (one.found === 'done' ? [one.test] : [])),
)
const isWhole = done.size === plan.tests.length

export default defineConfig({
  root,
  plugins: [
    {
      name: 'mutation-switches',
      enforce: 'pre',
      transform(code, id) {
        const firstId = firstIds.get(relative(root, id.split('?')[0] ?? id))
        return firstId === undefined
          ? null
          : { code: switched(code, firstId, (mutant) => tried.has(mutant)), map: null }
      },
    },
  ],
  test: {
    // A process that goes on behind another leaves out what that one has done.
    include: plan.tests.filter((test) => isWhole || !done.has(test)),
    runner: process.env['MUTATION_RUNNER'] ?? '',
    // What is kept of one plan is wrong for the next: it is the same source with other switches.
    fsModuleCache: false,
    pool: 'threads',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    reporters: [{}],
    silent: true,
    sequence: {
      sequencer: class extends BaseSequencer {
        override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
          const place = ({ moduleId }: TestSpecification) => order.get(relative(root, moduleId)) ?? 0
          return files.toSorted((a, b) => place(a) - place(b))
        }
      },
    },
  },
})
