import type { Archive } from '../lambdas/archive/archive.ts'
import { createMemoryLedger } from '../lambdas/ledger/memory-ledger.ts'
import { createMemoryLogProgress } from '../lambdas/ledger/work/memory-log-progress.ts'
import { createMemoryOverviews } from '../lambdas/ledger/work/memory-overviews.ts'
import { run } from '../lambdas/recorder/run.ts'
import { sequence } from '../lambdas/recorder/sequencing/sequence.ts'
import { testSigner } from '../test/support/logging.ts'
import { createMemoryArchive } from '../test/support/memory-archive.ts'
import { madeUpConfiguration, madeUpSource, PERIOD_MS, PIPELINES } from './filling/made-up-source.ts'

/**
 * `npm run bench:archive`: what the real recorder asks of its archive, counted over memory: per run, with every pipeline changed and with
 * none; and the bytes that stay for 1,000 polls (parts of tiles expire and do not count).
 */

const RUNS = 300

async function measured(stepMs: number): Promise<void> {
  const counts = { put: 0, get: 0, replace: 0, supersede: 0 }
  const store = createMemoryArchive()
  const archive: Archive = {
    ...store,
    put: async (...given) => {
      counts.put += 1
      return store.put(...given)
    },
    get: async (name) => {
      counts.get += 1
      return store.get(name)
    },
    replace: async (...given) => {
      counts.replace += 1
      return store.replace(...given)
    },
    supersede: async (...given) => {
      counts.supersede += 1
      return store.supersede(...given)
    },
  }
  let nowMs = Date.UTC(2026, 0, 1)
  const clock = { now: () => nowMs, sleep: async (_ms: number, signal?: AbortSignal) => ended(signal) }
  const [ledger, overviews, progress, signer] = [
    createMemoryLedger(),
    createMemoryOverviews(),
    createMemoryLogProgress(),
    testSigner(),
  ]
  const once = () =>
    run(
      {
        ledger,
        overviews,
        archive,
        feldera: madeUpSource(() => nowMs),
        clock,
        random: Math.random,
        log: () => {},
        sequence: (options, noted) =>
          sequence({ ledger, archive, progress, signer, clock, random: Math.random }, options, noted),
      },
      {
        configuration: madeUpConfiguration(),
        configurationHash: '0'.repeat(64),
        configurationBytes: Buffer.from('{}'),
        shard: '0',
        everyMs: PERIOD_MS,
        beginUntilMs: Number.POSITIVE_INFINITY,
      },
    )
  await once()
  Object.assign(counts, { put: 0, get: 0, replace: 0, supersede: 0 })
  const before = bytesIn(store.objects)
  for (let i = 0; i < RUNS; i += 1) {
    nowMs += stepMs
    await once()
  }
  const perRun = (count: number): string => (count / RUNS).toFixed(2)
  const polls = RUNS * PIPELINES
  console.log(
    `${stepMs >= PERIOD_MS ? 'every pipeline changed' : 'none changed'}, ${PIPELINES} pipelines, ${RUNS} runs:`,
  )
  console.log(
    `  per run: puts ${perRun(counts.put + counts.replace)}, gets ${perRun(counts.get)}, tags ${perRun(counts.supersede)}`,
  )
  for (const [kind, bytes] of bytesIn(store.objects)) {
    const grown = bytes - (before.get(kind) ?? 0)
    console.log(`  ${kind}: ${Math.round((grown / polls) * 1_000)} bytes per 1,000 polls`)
  }
}

/** Bytes that stay, by the first folder of their names. */
function bytesIn(objects: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [name, { length }] of objects) {
    const [kind = ''] = name.split('/')
    if (!name.includes('.p/')) sums.set(kind, (sums.get(kind) ?? 0) + length)
  }
  return sums
}

async function ended(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined || signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

await measured(PERIOD_MS)
await measured(1)
