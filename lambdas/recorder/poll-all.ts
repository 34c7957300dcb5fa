import type { Clock } from '../domain/clock.ts'
import type { Instant } from '../domain/instant.ts'
import { createInstants } from '../domain/instants.ts'
import { errorText } from '../domain/log-line.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { appendingInTurn } from './appending.ts'
import type { Source } from './configuration/configuration.ts'
import type { EvidenceBatch, Expectation } from './evidence-batch.ts'
import { createFormatWatch, type FormatChange, type FormatWatch } from './format-watch.ts'
import type { WasFormat } from './former-formats.ts'
import type { RecorderLog } from './log.ts'
import { type Recorded, type RecordPorts, recordPipeline, type Task } from './pipeline/record-pipeline.ts'
import { createSlots, type Slots } from './slots.ts'
import type { SourceClient } from './source-client.ts'
import type { KeptList } from './source-lists.ts'

// 50 in flight fill one core at 150 ms of latency; one Feldera manager gets few at once, since each poll is a write to its database (FELDERA §4.1).
const IN_FLIGHT = 50
const IN_FLIGHT_PER_HOST = 6
// One that answers slowly, or never, held one of six places for 15 s, and made all others of its host a fifth slower. Healthy ones take 150 ms.
export const OVERDUE = { afterMs: 500, perHost: 2 }

export interface WatchedTask extends Task {
  readonly from: Source
  /** A fresh answer of its source's list, shared with those who ask at the same time. */
  readonly askList: () => Promise<KeptList>
}

export type PipelineOutcome =
  | { readonly kind: 'recorded'; readonly task: Task; readonly recorded: Recorded }
  /** Not begun: the time was up. */
  | { readonly kind: 'skipped'; readonly task: Task }
  /** Ledger or archive failed for it. */
  | { readonly kind: 'failed'; readonly task: Task; readonly error: string }

interface Ports {
  readonly ledger: Ledger
  readonly feldera: SourceClient
  readonly clock: Clock
  readonly random: () => number
  readonly log: RecorderLog
  readonly evidence: EvidenceBatch
  readonly wasFormat: WasFormat
  readonly run: string
  readonly startedAt: Instant
}

/** What came of polling all. */
export interface Polled {
  readonly outcomes: readonly PipelineOutcome[]
  readonly formatChanges: readonly FormatChange[]
}

/** What is polled of a source. */
export interface SourceTasks {
  readonly source: string
  readonly tasks: readonly WatchedTask[]
  /** Of the list's own answer: it arrives when all tasks are expected themselves. */
  readonly listed: Expectation
}

/**
 * Polls all tasks, those of a source from when they are known, of each host the longest unseen first, so that what was skipped comes first
 * in the next run. One failure stays its own; a source whose tasks could not be known fails it all, once the others are done.
 */
export async function pollAll(
  ports: Ports,
  sources: readonly Promise<SourceTasks>[],
  beginUntilMs: number,
): Promise<Polled> {
  const slots = createSlots({
    inAll: IN_FLIGHT,
    perHost: IN_FLIGHT_PER_HOST,
    overdue: { ...OVERDUE, clock: ports.clock },
  })
  const inTurn = { ...ports, ledger: appendingInTurn(ports.ledger), instantOf: createInstants() }
  const polled = await Promise.allSettled(
    sources.map(async (known) => pollSource(inTurn, slots, await known, beginUntilMs)),
  )
  const all = polled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
  return {
    outcomes: all.flatMap(({ outcomes }) => outcomes),
    formatChanges: all.flatMap(({ formatChanges }) => formatChanges),
  }
}

type PollPorts = Ports & Pick<RecordPorts, 'instantOf'>

async function pollSource(
  ports: PollPorts,
  slots: Slots,
  { source, tasks, listed }: SourceTasks,
  beginUntilMs: number,
): Promise<Polled> {
  const watch = createFormatWatch(source, tasks.length, (format) => ports.wasFormat(source, format))
  const hosts = new Map<Source, string>()
  const hostOf = (from: Source): string => {
    const host = hosts.get(from) ?? new URL(from.url).host
    hosts.set(from, host)
    return host
  }
  const longestUnseenFirst = tasks.toSorted((a, b) => (unseenSince(a) < unseenSince(b) ? -1 : 1))
  const polling = longestUnseenFirst.map(async (task) => {
    try {
      return await pollOne(ports, slots, task, { watch, host: hostOf(task.from), beginUntilMs })
    } finally {
      // However it ended, the others of its source wait for it no longer.
      void watch.report(task.pipeline, undefined)
    }
  })
  listed.arrived()
  const outcomes = await Promise.all(polling)
  return { outcomes, formatChanges: [watch.change() ?? []].flat() }
}

function unseenSince({ row }: Task): string {
  return row?.askedAt ?? ''
}

/** What all polls of a source, and of a run, share. */
interface Of {
  readonly watch: FormatWatch
  readonly host: string
  readonly beginUntilMs: number
}

async function pollOne(
  ports: PollPorts,
  slots: Slots,
  task: WatchedTask,
  { watch, host, beginUntilMs }: Of,
): Promise<PipelineOutcome> {
  try {
    const recorded = await recordPipeline(
      {
        ...ports,
        ask: () => ports.feldera.listCheckpoints(task.from, task.pipeline),
        askFeed: () => ports.feldera.listEvents(task.from, task.pipeline),
        askList: task.askList,
        isFormat: (format) => watch.report(task.pipeline, format),
        // Whoever has had his first look comes behind those who have not.
        inTurn: (look, work, whenOverdue) =>
          slots.run(
            host,
            work,
            look === 'first' ? { since: unseenSince(task), whenOverdue } : { whenOverdue },
          ),
        endMs: beginUntilMs,
      },
      task,
    )
    if (recorded === 'skipped') return skipped(ports, task)
    if (recorded.overtaken) ports.log({ name: 'observation-discarded', pipeline: task.ledger })
    return { kind: 'recorded', task, recorded }
  } catch (error) {
    ports.log({ name: 'pipeline-failed', pipeline: task.ledger, error: errorText(error) })
    return { kind: 'failed', task, error: errorText(error) }
  }
}

function skipped(ports: Ports, task: Task): PipelineOutcome {
  ports.log({ name: 'pipeline-skipped', pipeline: task.ledger })
  return { kind: 'skipped', task }
}
