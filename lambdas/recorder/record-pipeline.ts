import type { Citation } from '../archive/evidence.ts'
import { announcementsOf } from '../domain/announcement.ts'
import type { Clock } from '../domain/clock.ts'
import { conclude, passersBy } from '../domain/conclude.ts'
import type { LedgerEvent } from '../domain/event.ts'
import { type Instant, instant } from '../domain/instant.ts'
import type { OverviewRow } from '../domain/overview.ts'
import type { Policy } from '../domain/policy.ts'
import { type Sealed, sealAll } from '../domain/sealing.ts'
import { NOTHING_YET, type State } from '../domain/state.ts'
import { stillUnseen, unobservableEvents } from '../domain/unseen.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { acquaintance } from '../ledger/search.ts'
import { citationOf, citing } from './citing.ts'
import type { EvidenceBatch } from './evidence-batch.ts'
import { rowOf } from './overview-row.ts'
import { type Asked, type Poll, poll } from './poll.ts'

/** One watched pipeline in one run. */
export interface Task {
  readonly ledger: string
  readonly source: string
  readonly pipeline: string
  readonly policy: Policy
  /** What the previous run knew of it. */
  readonly row: OverviewRow | undefined
}

export interface RecordPorts {
  readonly ledger: Ledger
  readonly evidence: EvidenceBatch
  readonly clock: Clock
  readonly random: () => number
  readonly ask: (task: Task) => Promise<Asked>
  /** Waits for a free place, does the work, and frees the place. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Whether it is too late to begin with another pipeline. */
  readonly timeIsUp: () => boolean
  readonly run: string
}

/** What one poll of one pipeline led to. */
export interface Recorded {
  readonly row: OverviewRow
  /** None where nothing changed, or where another recorder was faster (`overtaken`). */
  readonly sealed: readonly Sealed[]
  readonly overtaken: boolean
  /** Alerts that fire and nobody has acknowledged. */
  readonly firing: number
  readonly announcements: number
}

/**
 * Polls one pipeline and records what changed, in the order of DESIGN §4: head before GET, evidence before entry,
 * and where the append finds its place taken, the observation is discarded and never compared with the newer head.
 * Throws where ledger or archive fail: then nothing, or a true first part, was recorded.
 */
export async function recordPipeline(ports: RecordPorts, task: Task): Promise<Recorded | 'skipped'> {
  let arrived = ports.evidence.expecting()
  const pausing: Clock = {
    now: ports.clock.now,
    sleep: async (ms) => {
      arrived()
      await ports.clock.sleep(ms)
      arrived = ports.evidence.expecting()
    },
  }
  try {
    const begun = await ports.inTurn(() => begin(ports, task))
    if (begun === 'skipped') return 'skipped'
    const { head, first } = begun
    const seen = await poll(
      {
        clock: pausing,
        random: ports.random,
        askAgain: () => ports.inTurn(() => ports.ask(task)),
        acquaintanceOf: (uuid) => acquaintance(ports.ledger, head, uuid),
      },
      first,
      head?.state ?? NOTHING_YET,
      knownOf(task, head?.state),
    )
    const seenAt = instant(ports.clock.now())
    const kept = ports.evidence.keep(
      task,
      seen.asked.flatMap(({ answers }) => answers),
      task.policy.lockForMs,
    )
    arrived()
    arrived = () => {}
    const citations = await kept
    return await append(ports, head, drafted({ run: ports.run, task, head, seenAt }, seen, citations))
  } finally {
    arrived()
  }
}

async function begin(
  ports: RecordPorts,
  task: Task,
): Promise<{ head: Sealed | undefined; first: Asked } | 'skipped'> {
  if (ports.timeIsUp()) return 'skipped'
  // The head before the GET: an answer must never be older than what it is compared with.
  const head = await ports.ledger.head(task.ledger)
  return { head, first: await ports.ask(task) }
}

function knownOf(task: Task, believed: State | undefined) {
  return {
    policy: task.policy,
    firstSight: believed?.observed !== true && (task.row?.firstObservedAt ?? null) === null,
    lastSeenAt: task.row?.observedAt ?? null,
  }
}

interface Sight {
  readonly run: string
  readonly task: Task
  /** As read before the first question. */
  readonly head: Sealed | undefined
  /** When the last answer was there. */
  readonly seenAt: Instant
}

interface Drafted {
  readonly sealed: readonly Sealed[]
  readonly row: (state: State) => OverviewRow
}

function drafted({ run, task, head, seenAt }: Sight, seen: Poll, citations: readonly Citation[]): Drafted {
  const believed = head?.state ?? NOTHING_YET
  const draft = (events: readonly LedgerEvent[]) => ({
    at: seenAt,
    by: 'recorder',
    epoch: believed.epoch,
    events,
    evidence: [...new Set(citations.map(({ object }) => object))],
    ledger: task.ledger,
    run,
  })
  if (seen.kind === 'unobservable') {
    const unseen = stillUnseen(task.row?.unseen ?? null, seenAt, seen.observation)
    const events = unobservableEvents(believed, unseen, seen.observation, seenAt, task.policy)
    const cited = events.map((event) => citing(event, citations.at(-1)))
    const row = (state: State) => rowOf(task, state, seenAt, { outcome: seen.observation.reason, unseen })
    return { sealed: sealAll(head, draft(cited)), row }
  }
  const cite = (event: LedgerEvent) => citing(event, citationOf(event, seen, citations))
  const passed = sealAll(head, draft(passersBy(believed, seen.seen, seen.circumstances).map(cite)))
  const { events, open } = conclude(
    {
      believed,
      afterPassersBy: passed.at(-1)?.state ?? believed,
      answers: seen.seen,
      circumstances: seen.circumstances,
    },
    { confirmed: seen.confirmed, openBefore: new Set(task.row?.open) },
  )
  const sealed = [...passed, ...sealAll(passed.at(-1) ?? head, draft(events.map(cite)))]
  return { sealed, row: (state) => rowOf(task, state, seenAt, { outcome: 'observed', unseen: null, open }) }
}

async function append(
  ports: RecordPorts,
  head: Sealed | undefined,
  { sealed, row }: Drafted,
): Promise<Recorded> {
  const appended: Sealed[] = []
  for (const next of sealed) {
    // From here the entry is durable: a crash loses only the notification, and the stream brings it back.
    const outcome = await ports.ledger.append(next)
    if (outcome === 'head-moved') return recorded(appended, head, row, true)
    appended.push(next)
  }
  return recorded(appended, head, row, false)
}

function recorded(
  sealed: readonly Sealed[],
  head: Sealed | undefined,
  row: (state: State) => OverviewRow,
  overtaken: boolean,
): Recorded {
  const state = sealed.at(-1)?.state ?? head?.state ?? NOTHING_YET
  return {
    row: row(state),
    sealed,
    overtaken,
    firing: state.alerts.filter(({ acknowledged }) => !acknowledged).length,
    announcements: sealed.reduce((sum, { entry }) => sum + announcementsOf(entry).length, 0),
  }
}
