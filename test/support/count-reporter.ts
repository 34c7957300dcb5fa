import type { Reporter, TestModule } from 'vitest/node'

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
    process.once('exit', () => {
      process.stdout.write(
        `${count('passed')} passed, ${failed} failed, ${count('skipped') + count('pending')} skipped\n`,
      )
    })
  }
}
