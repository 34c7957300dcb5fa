import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { instant } from '../domain/instant.ts'
import { errorText } from '../domain/log-line.ts'
import type { Overview } from '../domain/overview.ts'
import type { Configuration } from './configuration/configuration.ts'
import { notedOverviews } from './noted-overviews.ts'
import type { Ping } from './ping.ts'
import { rehearseWhenDue } from './rehearsal/when-due.ts'
import { type RunOptions, type RunPorts, run } from './run.ts'
import type { RunResult } from './run-result.ts'
import { handOut, type SendTicks } from './sharding/hand-out.ts'
import { planShards } from './sharding/plan.ts'
import { parseShardTick } from './sharding/shard-tick.ts'
import { workOff } from './sharding/work-off.ts'
import type { StoresPorts } from './stores/check-stores.ts'

/** A tick of the schedule, or parts of one that wait in the queue of the shards. */
export type RecorderEvent = { readonly kind: 'tick' } | SQSEvent
export type RecorderAnswer = RunResult | SQSBatchResponse | undefined

export interface RecorderPorts extends RunPorts, StoresPorts {
  readonly send: SendTicks
  readonly ping: Ping
}

export interface RecorderOptions {
  readonly configuration: Configuration
  /** SHA-256 (hex) of the configuration's bytes. */
  readonly configurationHash: string
  readonly configurationBytes: Uint8Array
  /** The schedule's period. */
  readonly everyMs: number
  /** How often a loss is rehearsed; null: never. */
  readonly rehearseEveryMs: number | null
}

// A function that is ended while it pings would count as failed, though its run is whole.
const PING_RESERVE_MS = 1_000
const NO_OVERVIEW = { overview: undefined, version: 0 } as const
// What is still running at the end must be recorded: the last ten seconds begin nothing (DESIGN §9).
const RESERVE_MS = 10_000

type Timed = RecorderOptions & Pick<RunOptions, 'beginUntilMs'>
type Tell = (outcome: 'completed' | 'failed') => Promise<void>

/** The recorder's two ways in, told apart by the shape of the event. */
export function createRecorder(ports: RecorderPorts, options: RecorderOptions) {
  return async (event: RecorderEvent, remainingMs: number): Promise<RecorderAnswer> => {
    const endMs = ports.clock.now() + remainingMs
    const timed = { ...options, beginUntilMs: endMs - RESERVE_MS }
    const tell: Tell = (outcome) => ports.ping(outcome, endMs - ports.clock.now() - PING_RESERVE_MS)
    return 'Records' in event ? workOffAll(ports, event, timed, tell) : tick(ports, timed, tell)
  }
}

/** Polls everything itself where it can, and otherwise hands the tick out. */
async function tick(ports: RecorderPorts, options: Timed, tell: Tell): Promise<RecorderAnswer> {
  try {
    const result = await tickOnce(ports, options)
    if (options.rehearseEveryMs !== null) await rehearseWhenDue(ports, options.rehearseEveryMs)
    // A tick that was handed out is not done yet: the part of shard 0 says when it is.
    if (result !== undefined) await tell('completed')
    return result
  } catch (error) {
    await tell('failed')
    throw error
  }
}

async function tickOnce(ports: RecorderPorts, options: Timed): Promise<RunResult | undefined> {
  // One item where there is one shard: cheaper than a count that somebody would have to keep.
  const read = await ports.overviews.readAll()
  // One that cannot be read is made anew by its shard's own run, which says so.
  const overviews = [...read.values()].flatMap(({ overview }) => overview ?? [])
  const plans = planShards(options.configuration, overviews)
  const [only] = plans
  if (only?.shares === null) {
    const overviewRead = read.get(only.shard) ?? NO_OVERVIEW
    const { overviews, written } = notedOverviews(ports.overviews)
    const result = await run({ ...ports, overviews }, { ...options, shard: only.shard, overviewRead })
    await checkStoresOf(ports, options, only.shard, written())
    return result
  }
  await handOut(ports, plans, overviews, { tick: instant(ports.clock.now()), everyMs: options.everyMs })
  return undefined
}

/** In what the run has left of its time; what does not fit into that goes on behind the next. */
async function checkStoresOf(
  ports: RecorderPorts,
  { configuration, beginUntilMs: endMs }: Timed,
  shard: string,
  overview: Overview | undefined,
): Promise<void> {
  // The run is over: no cold start waits for code that comes after it.
  const { checkStores } = await import('./stores/check-stores.ts')
  await checkStores(ports, { configuration, shard, pipelines: overview?.rows ?? [], endMs })
}

/** A part that fails comes back by itself, and the others with it are done. */
async function workOffAll(
  ports: RecorderPorts,
  { Records }: SQSEvent,
  options: Timed,
  tell: Tell,
): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = []
  for (const { messageId, body } of Records) {
    try {
      const part = parseShardTick(body)
      const { overviews, written } = notedOverviews(ports.overviews)
      const done = await workOff({ ...ports, overviews }, part, options)
      if (typeof done !== 'string') await checkStoresOf(ports, options, part.shard, written())
      // One ping a tick; of the others only what failed is told.
      if (part.shard === '0' && typeof done === 'object') await tell('completed')
    } catch (error) {
      await tell('failed')
      ports.log({ name: 'shard-failed', message: messageId, error: errorText(error) })
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
