import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import type { DataDirectory } from '../../infra/local/data-directory.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createLocalSystem, type LocalSystem } from '../../infra/local/local-system.ts'
import { openToCommand } from '../../infra/local/open-access.ts'
import { watching } from '../../infra/local/watching.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/work/dynamo-alert-index.ts'
import { chanceOf } from '../simulation/chance.ts'
import { PASSES, startWire } from '../support/dynamodb-wire.ts'
import { fateOf } from './faults.ts'
import type { Sample } from './figures.ts'
import { createLosses } from './losses.ts'
import { startSoakSource } from './source.ts'
import { type Told, toldOf } from './told.ts'

export interface SoakOptions {
  readonly endpoint: string
  readonly data: DataDirectory
  readonly pipelines: number
  readonly ms: number
  readonly seed: number
  readonly eachMinute: (soak: Soak) => void
}

/** What has come to pass so far. */
export interface Soak {
  readonly runs: number
  readonly failedRuns: number
  readonly entries: number
  readonly injected: number
  readonly faults: number
  readonly samples: readonly Sample[]
  /** Lines of the log that speak of trouble, by name. */
  readonly troubles: ReadonlyMap<string, number>
}

// Fast enough for thousands of runs in half an hour, and slower than a run over hundreds of pipelines takes.
const EVERY_MS = 3_000
const SAMPLE_EVERY_MS = 10_000
const LOSE_EVERY_MS = 2_000
const CHECKPOINT_EVERY_MS = 20_000
const SWEEP_EVERY_RUNS = 20
const CALM_RUNS = 3

/** The local system in this process, over a network and a DynamoDB that fail, for so long; then calm, and what was told of it all. */
export async function soak(options: SoakOptions): Promise<Soak & Told> {
  const chance = chanceOf(options.seed)
  const source = await startSoakSource(options.pipelines, chance)
  const client = localDynamoDbClient(options.endpoint)
  await createTables(client)
  const wire = await startWire(options.endpoint)
  const troubles = new Map<string, number>()
  const note = (name: string): void => void troubles.set(name, (troubles.get(name) ?? 0) + 1)
  const system = await createLocalSystem({
    witnesses: [],
    endpoint: wire.endpoint,
    data: options.data,
    environment: {},
    linkBase: () => 'http://127.0.0.1:1',
    admitting: () => openToCommand('local'),
    onEntry: () => {},
    onMessage: () => {},
    log: ({ name }) => (name === 'run-completed' || name === 'announcement-sent' ? undefined : note(name)),
  })
  let dynamoFaults = 0
  wire.decide((asked) => {
    const fate = fateOf(chance, asked)
    if (fate !== PASSES) dynamoFaults += 1
    return fate
  })
  const ledger = createDynamoLedger({ client, table: TABLES.ledger })
  const losses = createLosses({ source, ledger, chance }, (name) => `soak/${name}`)
  const watched = watching(Buffer.from(configurationOf(source.url, source.names)))
  const counts = { runs: 0, failedRuns: 0, entries: 0 }
  const samples: Sample[] = []
  const begun = performance.now()
  const soFar = (): Soak => ({
    ...counts,
    injected: losses.injected().size,
    faults: source.faults() + dynamoFaults,
    samples,
    troubles,
  })
  const onceMore = async (): Promise<void> => {
    try {
      counts.entries += (await system.tick({ ...watched, everyMs: EVERY_MS, shards: 1 })).entries
      counts.runs += 1
    } catch {
      counts.failedRuns += 1
    }
    await publish(system, counts.runs % SWEEP_EVERY_RUNS === 0).catch(() => note('publish-failed'))
    await losses.releaseKnown()
  }
  const perPipeline = CHECKPOINT_EVERY_MS / source.names.length
  const happenings = [
    setInterval(() => source.checkpoint(chance.pick(source.names)), perPipeline),
    setInterval(() => void losses.inject().catch(() => note('not-injected')), LOSE_EVERY_MS),
    setInterval(() => samples.push(sampleSince(begun)), SAMPLE_EVERY_MS),
    setInterval(() => options.eachMinute(soFar()), 60_000),
  ]
  while (performance.now() - begun < options.ms) await Promise.all([onceMore(), sleep(EVERY_MS)])
  for (const happening of happenings) clearInterval(happening)
  source.calm()
  wire.decide(() => PASSES)
  for (let i = 0; i < CALM_RUNS; i += 1) await onceMore()
  await system.settle()
  const work = { client, table: TABLES.work }
  const told = await toldOf(
    { alerts: createDynamoAlertIndex(work), outbox: createDynamoOutbox(work) },
    losses.injected(),
    readFileSync(options.data.notifications, { encoding: 'utf8', flag: 'a+' }),
  )
  await Promise.all([source.stop(), wire.stop()])
  return { ...soFar(), ...told }
}

async function publish(system: LocalSystem, isSweeping: boolean): Promise<void> {
  await system.publish()
  if (isSweeping) await system.sweep()
}

function configurationOf(url: string, pipelines: readonly string[]): string {
  const policy = { confirmAfter: ['200ms', '500ms'], unobservableAfter: '1h', lockFor: '1d' }
  return JSON.stringify({ sources: [{ name: 'soak', url, pipelines }], policy })
}

function sampleSince(begun: number): Sample {
  return { seconds: (performance.now() - begun) / 1_000, bytes: process.memoryUsage.rss() }
}
