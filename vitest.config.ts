import { defineConfig } from 'vitest/config'
import { CountReporter } from './test/support/count-reporter.ts'
import { LongestFirst } from './test/support/longest-first.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // No secret is written, sent or kept by anything that the run does.
    globalSetup: ['test/canary/report.ts'],
    setupFiles: ['test/canary/watch.mjs'],
    // One less than there are is the default: on two cores that is half of them.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is polled for is another process's doing; on a busy machine the default of a second says nothing about it.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', new CountReporter()],
  },
})
