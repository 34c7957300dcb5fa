import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import type { DataDirectory } from '../../infra/local/data-directory.ts'
import { withLock } from '../../infra/local/directory-lock.ts'
import { localDynamoDbClient, localStreamsClient } from '../../infra/local/dynamodb-client.ts'
import { createLocalSystem } from '../../infra/local/local-system.ts'
import { localSigner, ORIGIN } from '../../infra/local/log-key.ts'
import { openToCommand } from '../../infra/local/open-access.ts'
import { createStreamPump } from '../../infra/local/stream-pump.ts'
import { logProblem } from '../../infra/local/terminal.ts'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { logHead } from '../../lambdas/archive/log/log-reader.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { unixMs } from '../../lambdas/domain/instant.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/work/dynamo-log-progress.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/work/dynamo-overviews.ts'
import { run } from '../../lambdas/recorder/run.ts'
import type { Noted } from '../../lambdas/recorder/sequencing/noted-ledger.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { createBatchingLedger } from './batching-ledger.ts'
import { madeUpConfiguration, madeUpSource, PERIOD_MS, PIPELINES } from './made-up-source.ts'

export interface FillOptions {
  readonly endpoint: string
  readonly data: DataDirectory
  /** How many entries the log is to have at least. */
  readonly entries: number
  readonly progress: (share: number) => void
}

// A shard of its own: the pipelines of the others are none of this one's business.
const SHARD = '1000'
const MADE_UP = Buffer.from('{"made-up":true}\n')
// As one step of the log takes.
const SEQUENCE_EVERY_ENTRIES = 1_900

/**
 * Runs the real recorder against a made-up source on a made-up clock that ends now, entries written in batches.
 * Returns the size of the log. What is filled in is delivered to nobody: it is all silent.
 */
export async function fill({ endpoint, data, entries, progress }: FillOptions): Promise<string> {
  const client = localDynamoDbClient(endpoint)
  await createTables(client)
  // What is real and not yet told is told first: behind it the stream is passed over.
  await settled(endpoint, data)
  const archive = createFileArchive({
    directory: data.archive,
    exclusively: (work) => withLock(data.archiveLock, 10_000, work),
  })
  const size = async (): Promise<number> => Number((await logHead(archive, ORIGIN)).size)
  const before = await size()
  const runs = Math.ceil(Math.max(0, entries - before) / (PIPELINES + 1))
  const ledger = createBatchingLedger(
    { client, table: TABLES.ledger },
    createDynamoLedger({ client, table: TABLES.ledger }),
  )
  const work = { client, table: TABLES.work }
  // It ends now; or, where made-up history is there already, goes on behind it.
  const last = (await ledger.head(`recorder/${SHARD}`))?.entry.at
  let nowMs = Math.max(Date.now() - runs * PERIOD_MS, last === undefined ? 0 : unixMs(last) + PERIOD_MS)
  const clock = { now: () => nowMs, sleep: (ms: number, signal?: AbortSignal) => slept(ms, signal) }
  const logged = {
    ledger,
    archive,
    progress: createDynamoLogProgress(work),
    signer: localSigner(data, ORIGIN),
    clock,
    random: Math.random,
  }
  const heads = new Map<string, number>()
  const appended = new Map<string, Parameters<typeof ledger.append>[0]['entry']>()
  const collect = async (noted: Noted, isLast: boolean): Promise<void> => {
    for (const [name, seq] of noted.heads) heads.set(name, Math.max(seq, heads.get(name) ?? 0))
    for (const [key, entry] of noted.appended) appended.set(key, entry)
    if (!isLast && appended.size < SEQUENCE_EVERY_ENTRIES) return
    await ledger.flush()
    await sequence(logged, { shard: SHARD, lockForMs: 0 }, { heads, appended })
    appended.clear()
  }
  for (let made = 1; made <= runs; made += 1) {
    await run(
      {
        ledger,
        overviews: createDynamoOverviews(work),
        archive,
        feldera: madeUpSource(() => nowMs),
        clock,
        random: Math.random,
        log: (line) => {
          // It has no list of pipelines: that is made up, too.
          if (line.name !== 'source-unlisted') logProblem(line)
        },
        sequence: (_, noted) => collect(noted, made === runs),
      },
      {
        configuration: madeUpConfiguration(),
        configurationHash: sha256Hex(MADE_UP),
        configurationBytes: MADE_UP,
        shard: SHARD,
        everyMs: PERIOD_MS,
        beginUntilMs: Number.POSITIVE_INFINITY,
      },
    )
    progress(made / runs)
    nowMs += PERIOD_MS
  }
  await passOver(endpoint, data)
  return String(await size())
}

async function settled(endpoint: string, data: DataDirectory): Promise<void> {
  const nothing = (): void => {}
  const system = await createLocalSystem({
    witnesses: [],
    endpoint,
    data,
    environment: {},
    linkBase: () => '',
    admitting: () => openToCommand('local'),
    onEntry: nothing,
    onMessage: nothing,
    log: nothing,
  })
  await system.settle()
}

/** The stream of what was filled in is taken for delivered: none of it is to be told. */
async function passOver(endpoint: string, data: DataDirectory): Promise<void> {
  const pump = createStreamPump({
    dynamodb: localDynamoDbClient(endpoint),
    streams: localStreamsClient(endpoint),
    table: TABLES.ledger,
    positionFile: data.streamPosition,
    deliver: async () => undefined,
  })
  await pump.drain()
}

/** No time passes while it waits, and what is called off ends. */
async function slept(_ms: number, signal?: AbortSignal): Promise<void> {
  if (signal === undefined || signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
