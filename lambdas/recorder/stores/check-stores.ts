import pLimit from 'p-limit'
import type { Archive } from '../../archive/archive.ts'
import type { Clock } from '../../domain/clock.ts'
import { instant } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import { sealAll } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { StoreWork } from '../../ledger/work/store-work.ts'
import { type Configuration, longestLockMs } from '../configuration/configuration.ts'
import { createEvidenceBatch } from '../evidence-batch.ts'
import { appendRun } from '../finishing.ts'
import type { RecorderLog } from '../log.ts'
import { newRunId } from '../run-id.ts'
import { type Noted, notedLedger } from '../sequencing/noted-ledger.ts'
import type { SequenceOptions } from '../sequencing/sequence.ts'
import type { OpenKept } from './kept-in.ts'
import type { OpenStore } from './open-configured.ts'
import type { recordStore } from './record-store.ts'
import { dueTasks, type StoreTask, storeTasks } from './store-task.ts'
import { type StoreOutcomeOf, type StoresResult, storesDraft, storesResult } from './stores-entry.ts'
import { leftStores, unwatchStore } from './unwatched-store.ts'

export interface StoresPorts {
  readonly ledger: Ledger
  readonly stores: StoreWork
  readonly openStore: OpenStore
  readonly openKept: OpenKept
  readonly archive: Archive
  readonly clock: Clock
  readonly random: () => number
  readonly log: RecorderLog
  readonly sequence: (options: SequenceOptions, noted: Noted) => Promise<void>
}

export interface StoresOptions {
  readonly configuration: Configuration
  readonly shard: string
  /** What the shard knows of its pipelines: of whose stores it looks after. */
  readonly pipelines: readonly OverviewRow[]
  /** Unix milliseconds after which no store is read. */
  readonly endMs: number
}

// Each reads up to 16 objects at once: more would only wait for the same line.
const AT_ONCE = 4

/**
 * Checks the stores that are due, once the pipelines are done: no poll, no alert and no signature of the log waits for a store. Leaves an
 * entry of its own in the recorder's ledger, and all of it in the log; undefined where nothing was due. One failure stays its own.
 */
export async function checkStores(
  given: StoresPorts,
  { configuration, shard, pipelines, endMs }: StoresOptions,
): Promise<StoresResult | undefined> {
  // The first shard also looks for what was taken out of the configuration; no other reads anything where there are no stores.
  const mayHave = configuration.stores.length > 0 || shard === '0'
  const rows = mayHave ? await given.stores.rows() : []
  const tasks = storeTasks(configuration, pipelines, rows)
  const startedAt = instant(given.clock.now())
  const due = dueTasks(tasks, given.clock.now())
  const left = leftStores({ configuration, shard, pipelines }, rows)
  if (due.length === 0 && left.length === 0) return undefined
  const { ledger, noted } = notedLedger(given.ledger)
  const ports = { ...given, ledger }
  const run = newRunId(startedAt, ports.random)
  const evidence = createEvidenceBatch(ports)
  const limit = pLimit(AT_ONCE)
  const outcomes = await limit.map([...due], (task) =>
    checkOne({ ...ports, work: ports.stores, open: ports.openStore, evidence, endMs, run }, task),
  )
  const unwatched = await Promise.all(left.map((row) => unwatchStore({ ...ports, run }, row)))
  const sealed = [
    ...outcomes.flatMap((one) => (one.kind === 'recorded' ? one.recorded.sealed : [])),
    ...unwatched.flat(),
  ]
  const own = await appendRun(ports, { shard }, (head) => {
    const finishedAt = instant(ports.clock.now())
    return sealAll(head, storesDraft({ run, shard, startedAt, finishedAt, outcomes, sealed, evidence }))
  })
  const result = storesResult(outcomes, [...sealed, ...own])
  await ports.sequence({ shard, lockForMs: longestLockMs(configuration) }, noted)
  ports.log({ name: 'stores-checked', ...result })
  return result
}

async function checkOne(
  ports: Parameters<typeof recordStore>[0] & Pick<StoresPorts, 'log' | 'clock'>,
  task: StoreTask,
): Promise<StoreOutcomeOf> {
  // It comes first in the next run.
  if (ports.clock.now() >= ports.endMs) return { kind: 'skipped', task }
  try {
    // Most ticks read no store: none but those that do wait for the code of formats.
    const { recordStore } = await import('./record-store.ts')
    return { kind: 'recorded', task, recorded: await recordStore(ports, task) }
  } catch (error) {
    ports.log({ name: 'store-failed', store: task.ledger, error: errorText(error) })
    return { kind: 'failed', task }
  }
}
