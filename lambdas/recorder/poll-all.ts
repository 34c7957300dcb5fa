import type { Answer } from '../archive/evidence.ts'
import type { Clock } from '../domain/clock.ts'
import type { Instant } from '../domain/instant.ts'
import { errorText } from '../domain/log-line.ts'
import type { UnobservableReason } from '../domain/observation.ts'
import type { FeedList } from '../domain/standing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Source } from './configuration.ts'
import type { EvidenceBatch } from './evidence-batch.ts'
import { createFormatWatch, type FormatChange, type FormatWatch } from './format-watch.ts'
import type { RecorderLog } from './log.ts'
import type { Asked } from './poll.ts'
import { type Recorded, recordPipeline, type Task } from './record-pipeline.ts'
import { createSlots, type Slots } from './slots.ts'
import type { KeptList, SourceList } from './source-lists.ts'

// 50 in flight fill one core at 150 ms of latency; one Feldera manager gets few at once, since each poll is a write to its database (FELDERA §4.1).
const IN_FLIGHT = 50
const IN_FLIGHT_PER_HOST = 6
// One that answers slowly, or never, held one of six places for 15 s, and made all others of its host a fifth slower. Healthy ones take 150 ms.
const OVERDUE = { afterMs: 500, perHost: 2 }

/** How sources are asked. Never throws for what a source does; only for what we do wrong. */
export interface SourceClient {
  readonly listCheckpoints: (source: Source, pipeline: string) => Promise<Asked>
  readonly listPipelines: (source: Source) => Promise<SourceList>
  readonly listEvents: (source: Source, pipeline: string) => Promise<FeedAsked>
}

/** A pipeline's own feed of events, oldest first, with every answer that it took. */
export interface FeedAsked {
  readonly answers: readonly Answer[]
  readonly feed:
    | { readonly kind: 'had'; readonly lists: readonly FeedList[] }
    | { readonly kind: 'not-had'; readonly reason: UnobservableReason; readonly detail: string }
}

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
  readonly startedAt: Instant
}

/** What came of polling all. */
export interface Polled {
  readonly outcomes: readonly PipelineOutcome[]
  readonly formatChanges: readonly FormatChange[]
}

/** Polls all tasks, the longest unseen first, so that what was skipped comes first in the next run. One failure stays its own. */
export async function pollAll(
  ports: Ports,
  tasks: readonly WatchedTask[],
  beginUntilMs: number,
): Promise<Polled> {
  const slots = createSlots({
    inAll: IN_FLIGHT,
    perHost: IN_FLIGHT_PER_HOST,
    overdue: { ...OVERDUE, clock: ports.clock },
  })
  const longestUnseenFirst = tasks.toSorted((a, b) =>
    (a.row?.askedAt ?? '') < (b.row?.askedAt ?? '') ? -1 : 1,
  )
  const formats = new Map(
    Object.entries(Object.groupBy(tasks, ({ source }) => source)).map(([source, its = []]) => [
      source,
      createFormatWatch(source, its.length),
    ]),
  )
  const outcomes = await Promise.all(
    longestUnseenFirst.map(async (task) => {
      const watch = formats.get(task.source)
      if (watch === undefined) throw new Error(`${task.ledger} without its source`)
      try {
        return await pollOne(ports, slots, task, { watch, beginUntilMs })
      } finally {
        // However it ended, the others of its source wait for it no longer.
        void watch.report(task.pipeline, undefined)
      }
    }),
  )
  const formatChanges = [...formats.values()].flatMap((watch) => watch.change() ?? [])
  return { outcomes, formatChanges }
}

async function pollOne(
  ports: Ports,
  slots: Slots,
  task: WatchedTask,
  { watch, beginUntilMs }: { readonly watch: FormatWatch; readonly beginUntilMs: number },
): Promise<PipelineOutcome> {
  const { host } = new URL(task.from.url)
  try {
    const recorded = await recordPipeline(
      {
        ...ports,
        ask: () => ports.feldera.listCheckpoints(task.from, task.pipeline),
        askFeed: () => ports.feldera.listEvents(task.from, task.pipeline),
        askList: task.askList,
        isFormat: (format) => watch.report(task.pipeline, format),
        inTurn: (work, whenOverdue) => slots.run(host, work, whenOverdue),
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
  const recorded = outcomes.flatMap((o) => (o.kind === 'recorded' ? [o.recorded.row.outcome] : []))
  const listed = recorded.filter((outcome) => outcome === 'observed').length
  // What its source says was removed is neither: there is nothing to see.
  const removed = recorded.filter((outcome) => outcome === 'removed').length
  return {
    listed,
    unobservable: recorded.length - listed - removed,
    skipped: outcomes.length - recorded.length,
  }
}
