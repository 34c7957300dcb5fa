import type { Clock } from '../domain/clock.ts'
import { errorText } from '../domain/log-line.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Source } from './configuration.ts'
import type { EvidenceBatch } from './evidence-batch.ts'
import type { RecorderLog } from './log.ts'
import type { Asked } from './poll.ts'
import { type Recorded, recordPipeline, type Task } from './record-pipeline.ts'
import { createSlots, type Slots } from './slots.ts'
import type { SourceList } from './watch.ts'

// 50 in flight fill one core at 150 ms of latency; one Feldera manager gets few at once, since each poll is a write to its database (FELDERA §4.1).
const IN_FLIGHT = 50
const IN_FLIGHT_PER_HOST = 6

/** How sources are asked. Never throws for what a source does; only for what we do wrong. */
export interface SourceClient {
  readonly listCheckpoints: (source: Source, pipeline: string) => Promise<Asked>
  readonly listPipelines: (source: Source) => Promise<SourceList>
}

export interface WatchedTask extends Task {
  readonly from: Source
}

export type PipelineOutcome =
  | { readonly kind: 'recorded'; readonly task: Task; readonly recorded: Recorded }
  /** Not begun: the time was up. */
  | { readonly kind: 'skipped'; readonly task: Task }
  /** Ledger or archive failed for it. */
  | { readonly kind: 'failed'; readonly task: Task; readonly error: string }

export interface Counts {
  readonly listed: number
  readonly unobservable: number
  readonly skipped: number
}

interface Ports {
  readonly ledger: Ledger
  readonly feldera: SourceClient
  readonly clock: Clock
  readonly random: () => number
  readonly log: RecorderLog
  readonly evidence: EvidenceBatch
  readonly run: string
}

/** Polls all tasks, the longest unseen first, so that what was skipped comes first in the next run. One failure stays its own. */
export async function pollAll(
  ports: Ports,
  tasks: readonly WatchedTask[],
  beginUntilMs: number,
): Promise<readonly PipelineOutcome[]> {
  const slots = createSlots({ inAll: IN_FLIGHT, perHost: IN_FLIGHT_PER_HOST })
  const longestUnseenFirst = tasks.toSorted((a, b) =>
    (a.row?.askedAt ?? '') < (b.row?.askedAt ?? '') ? -1 : 1,
  )
  return Promise.all(longestUnseenFirst.map((task) => pollOne(ports, slots, task, beginUntilMs)))
}

async function pollOne(
  ports: Ports,
  slots: Slots,
  task: WatchedTask,
  beginUntilMs: number,
): Promise<PipelineOutcome> {
  const { host } = new URL(task.from.url)
  try {
    const recorded = await recordPipeline(
      {
        ...ports,
        ask: () => ports.feldera.listCheckpoints(task.from, task.pipeline),
        inTurn: (work) => slots.run(host, work),
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

/** What a run says of how much it saw. */
export function countsOf(outcomes: readonly PipelineOutcome[]): Counts {
  const observed = outcomes.filter(
    (o) => o.kind === 'recorded' && o.recorded.row.outcome === 'observed',
  ).length
  const skipped = outcomes.filter(({ kind }) => kind !== 'recorded').length
  return { listed: observed, unobservable: outcomes.length - observed - skipped, skipped }
}
