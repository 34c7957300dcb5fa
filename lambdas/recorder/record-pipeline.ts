import { announcementsOf } from '../domain/announcement.ts'
import type { Clock } from '../domain/clock.ts'
import { type Instant, instant } from '../domain/instant.ts'
import type { OverviewRow } from '../domain/overview.ts'
import type { Policy } from '../domain/policy.ts'
import type { Sealed } from '../domain/sealing.ts'
import { NOTHING_YET, type State } from '../domain/state.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { acquaintance } from '../ledger/lives.ts'
import { type Drafted, drafted } from './drafting.ts'
import type { EvidenceBatch } from './evidence-batch.ts'
import { type Asked, poll } from './poll.ts'

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
  readonly endMs: number
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
      arrived = () => {}
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
        endMs: ports.endMs,
        random: ports.random,
        askAgain: () => ports.inTurn(() => ports.ask(task)),
        acquaintanceOf: (uuid) => acquaintance(ports.ledger, head, uuid),
      },
      first,
      head?.state ?? NOTHING_YET,
      knownOf(task, head?.state, instant(ports.clock.now())),
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
    return await append(ports, task, head, drafted({ run: ports.run, task, head, seenAt }, seen, citations))
  } finally {
    arrived()
  }
}

async function begin(
  ports: RecordPorts,
  task: Task,
): Promise<{ head: Sealed | undefined; first: Asked } | 'skipped'> {
  if (ports.clock.now() >= ports.endMs) return 'skipped'
  // The head before the GET: an answer must never be older than what it is compared with.
  const head = await ports.ledger.head(task.ledger)
  return { head, first: await ports.ask(task) }
}

function knownOf(task: Task, believed: State | undefined, seenAt: Instant) {
  return {
    policy: task.policy,
    firstSight: believed?.observed !== true && (task.row?.firstObservedAt ?? null) === null,
    lastSeenAt: task.row?.settledAt ?? null,
    seenAt,
    watchedSince: task.row?.firstObservedAt ?? seenAt,
  }
}

async function append(
  ports: RecordPorts,
  task: Task,
  head: Sealed | undefined,
  { sealed, row }: Drafted,
): Promise<Recorded> {
  const appended: Sealed[] = []
  for (const next of sealed) {
    // From here the entry is durable: a crash loses only the notification, and the stream brings it back.
    const outcome = await ports.ledger.append(next)
    // What the other recorder saw is recorded; the row stays what it was, and so does what was last seen by then.
    if (outcome === 'head-moved')
      return recordedBy(appended, head, task.row ?? row(head?.state ?? NOTHING_YET), true)
    appended.push(next)
  }
  return recordedBy(appended, head, row(stateAfter(appended, head)), false)
}

function recordedBy(
  sealed: readonly Sealed[],
  head: Sealed | undefined,
  row: OverviewRow,
  overtaken: boolean,
): Recorded {
  return {
    row,
    sealed,
    overtaken,
    firing: stateAfter(sealed, head).alerts.filter(({ acknowledged }) => !acknowledged).length,
    announcements: sealed.reduce((sum, { entry }) => sum + announcementsOf(entry).length, 0),
  }
}

function stateAfter(sealed: readonly Sealed[], head: Sealed | undefined): State {
  return sealed.at(-1)?.state ?? head?.state ?? NOTHING_YET
}
