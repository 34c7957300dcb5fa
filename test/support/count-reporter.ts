import type { Reporter, TestModule } from 'vitest/node'
import { CANARY } from '../canary/canary.ts'

/** Ends the output with one line that counts the tests, which every CI can read: `N passed, N failed, N skipped`. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    )
    const count = (state: string): number => states.filter((one) => one === state).length
    // A file that could not be loaded has no tests that could fail.
    const broken = modules.filter(
      (module) => module.state() === 'failed' && !module.children.allTests('failed').next().value,
    )
    const failed = count('failed') + broken.length
    const errors = modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allTests()].flatMap((test) => test.result().errors ?? []),
    ])
    // What a failing test says is read by people as well.
    if (errors.some(({ message, stack }) => `${message}${stack}`.includes(CANARY))) {
      console.error('the canary stands in the error of a test')
      process.exitCode = 1
    }
    process.once('exit', () => {
      process.stdout.write(
        `${count('passed')} passed, ${failed} failed, ${count('skipped') + count('pending')} skipped\n`,
      )
    })
  }
}
