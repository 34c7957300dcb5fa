import { readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import {
  type RunnerTask,
  type RunnerTestCase,
  type RunnerTestFile,
  type SerializedConfig,
  TestRunner,
} from 'vitest'
import { type Found, tell, told } from './found.ts'
import type { Plan } from './plan.ts'
import { createSwitches } from './switch.ts'
import { trials } from './trials.ts'

/**
 * Runs each test once as it is, once more to see that it can be repeated, and then once for every living mutant that it
 * reached, hooks included, all in the same process and modules: a mutant is one number that changes.
 */
export default class MutatingRunner extends TestRunner {
  private readonly plan: Plan = JSON.parse(readFileSync(variable('MUTATION_PLAN'), 'utf8'))
  private readonly share = variable('MUTATION_SHARE').split('/').map(Number)
  private readonly results = `${this.plan.directory}/found-${this.share[0]}.ndjson`
  private readonly switches = createSwitches()
  private readonly asked: ReadonlySet<number> = new Set(this.plan.tried)
  private readonly living: Set<number>
  /** What an earlier process has tried already. */
  private readonly tried: ReadonlySet<string>
  private readonly running = new Map<string, AsyncGenerator<void>>()
  private loading: ReadonlySet<number> = new Set()

  constructor(config: SerializedConfig) {
    super(config)
    const [mine = 0, of = 1] = this.share
    const found = told(this.results)
    const killed = new Set(found.flatMap((one) => (one.found === 'killed' ? [one.id] : [])))
    this.living = new Set(this.plan.tried.filter((id) => id % of === mine && !killed.has(id)))
    this.tried = new Set(found.flatMap((one) => (one.found === 'tried' ? [one.test] : [])))
  }

  onCollected(): void {
    this.loading = this.switches.reached()
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    await super.onBeforeRunTask(test)
    // Its trials end it.
    if (test.type === 'test') test.repeats = Number.MAX_SAFE_INTEGER
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const name = nameOf(test)
    if (this.tried.has(name)) test.context.skip()
    const going = this.running.get(test.id) ?? this.trialsOf(test, name)
    this.running.set(test.id, going)
    const { done } = await going.next()
    if (done === true) test.context.skip()
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files)
    for (const { filepath } of files) {
      const test = relative(process.cwd(), filepath)
      this.tell({ found: 'loading', test, at: this.askedOf(this.loading) })
      this.tell({ found: 'done', test })
    }
  }

  private askedOf(reached: ReadonlySet<number>): readonly number[] {
    return [...reached].filter((id) => this.asked.has(id))
  }

  private trialsOf(test: RunnerTestCase, name: string): AsyncGenerator<void> {
    return trials(TestRunner.getTestFn(test), {
      name,
      switches: this.switches,
      living: this.living,
      askedOf: (reached) => this.askedOf(reached),
      slowestMs: this.plan.slowestMs,
      tell: (found) => this.tell(found),
      begin: (mutant) => writeFileSync(`${this.results}.on`, String(mutant)),
    })
  }

  private tell(found: Found): void {
    tell(this.results, found)
  }
}

/** File, groups and name: no other test has all of them. */
function nameOf(test: RunnerTestCase): string {
  const groups: string[] = []
  for (let suite = test.suite; suite !== undefined; suite = suite.suite) groups.unshift(suite.name)
  return [relative(process.cwd(), test.file.filepath), ...groups, test.name].join(' > ')
}

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
