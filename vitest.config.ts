import { defineConfig } from 'vitest/config'
import { CountReporter } from './test/support/count-reporter.ts'
import { LongestFirst } from './test/support/longest-first.ts'

// Those that only compute, or ask stubs of their own: a worker lives through many of them, which saves each some 0.3 s of loading the same modules.
const SHARED = ['test/{domain,archive,ledger,stores,recorder,publisher,audit,witness,hostile}/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'rules', include: SHARED, isolate: false } },
      { extends: true, test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: SHARED } },
    ],
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
