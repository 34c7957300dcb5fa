import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { createMemoryStoreWork } from '../../lambdas/ledger/work/memory-store-work.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { NO_PING } from '../../lambdas/recorder/ping.ts'
import { createRecorder, type RecorderPorts } from '../../lambdas/recorder/recorder.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { type ShardTick, shardTickText } from '../../lambdas/recorder/sharding/shard-tick.ts'
import { testSigner } from '../../test/support/logging.ts'
import { createMemoryArchive } from '../../test/support/memory-archive.ts'
import { madeUpSource } from '../filling/made-up-source.ts'
import {
  countingArchive,
  countingLedger,
  countingOverviews,
  countingProgress,
  countingSigner,
  countingSource,
} from './counting.ts'
import { listing } from './listing.ts'
import { createTally, type Units } from './units.ts'

/** The recorder as it is deployed, over memory, at a time that is set. */
export interface Deployed {
  /** One tick of the schedule with all its shards: what it took, and in how many shards. */
  readonly tick: (atMs: number) => Promise<{ readonly units: Units; readonly shards: number }>
}

// A function of 1 GB that has all the time it wants: virtual time stands still while it works.
const REMAINING_MS = 300_000

export function deployed(configuration: Configuration, everyMs: number): Deployed {
  const { count, taken } = createTally()
  let nowMs = 0
  const clock = { now: () => nowMs, sleep: async (_ms: number, signal?: AbortSignal) => ended(signal) }
  const ledger = countingLedger(createMemoryLedger(), count)
  const archive = countingArchive(createMemoryArchive(), count)
  const progress = countingProgress(createMemoryLogProgress(), count)
  const signer = countingSigner(testSigner(), count)
  const queue: ShardTick[] = []
  const ports: RecorderPorts = {
    ledger,
    archive,
    overviews: countingOverviews(createMemoryOverviews(), count),
    feldera: countingSource(
      listing(
        madeUpSource(() => nowMs),
        () => nowMs,
      ),
      count,
    ),
    // Whoever has no stores asks for none but once a tick.
    stores: createMemoryStoreWork(),
    openStore: async () => {
      throw new Error('no store is configured')
    },
    openKept: async () => undefined,
    clock,
    random: Math.random,
    log: () => {},
    sequence: async (options, noted) =>
      sequence({ ledger, archive, progress, signer, clock, random: Math.random }, options, noted),
    ping: NO_PING,
    send: async (ticks) => {
      // Sent, received and deleted; ten are sent at once.
      count({ queueRequests: Math.ceil(ticks.length / 10) + 2 * ticks.length, invocations: ticks.length })
      queue.push(...ticks)
    },
  }
  const options = {
    configuration,
    configurationHash: '0'.repeat(64),
    configurationBytes: Buffer.from('{}'),
    everyMs,
    rehearseEveryMs: null,
  }
  const recorder = createRecorder(ports, options)
  return {
    tick: async (atMs) => {
      nowMs = atMs
      count({ invocations: 1 })
      await recorder({ kind: 'tick' }, REMAINING_MS)
      const parts = queue.splice(0)
      for (const part of parts) await recorder(eventOf(part), REMAINING_MS)
      return { units: taken(), shards: Math.max(1, parts.length) }
    },
  }
}

function eventOf(part: ShardTick): Parameters<ReturnType<typeof createRecorder>>[0] {
  const record = {
    messageId: part.shard,
    receiptHandle: '',
    body: shardTickText(part),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  }
  return { Records: [record] }
}

async function ended(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined || signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
