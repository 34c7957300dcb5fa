import type { Uuid } from '../../domain/checkpoint.ts'
import type { Clock } from '../../domain/clock.ts'
import { formatOf } from '../../domain/comparing/format-change.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { NOTHING_YET, type State } from '../../domain/state.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { acquaintance, recordedSince } from '../../ledger/lives.ts'
import { rememberingReads } from '../../ledger/remembered-reads.ts'
import type { EvidenceBatch } from '../evidence-batch.ts'
import type { Shown } from '../format-watch.ts'
import type { Asked, FeedAsked } from '../source-client.ts'
import type { KeptList } from '../source-lists.ts'
import type { Drafted } from './draft.ts'
import { drafted } from './drafting.ts'
import { glimpsedIn } from './glimpses.ts'
import { keepAnswers } from './keep-answers.ts'
import { type Known, poll } from './poll.ts'
import { listedIn, look, type Sighting } from './sighting.ts'

/** One watched pipeline in one run. */
export interface Task {
  readonly ledger: string
  readonly source: string
  readonly pipeline: string
  readonly policy: Policy
  /** What the previous run knew of it. */
  readonly row: OverviewRow | undefined
  /** Its head, read before its source's list was asked for; absent where only that list told of it. */
  readonly head?: { readonly sealed: Sealed | undefined }
  readonly list: KeptList
}

export interface RecordPorts {
  readonly ledger: Ledger
  readonly evidence: EvidenceBatch
  readonly clock: Clock
  readonly instantOf: (unixMs: number) => Instant
  readonly random: () => number
  readonly ask: () => Promise<Asked>
  readonly askFeed: () => Promise<FeedAsked>
  /** A fresh answer of the source's list. */
  readonly askList: () => Promise<KeptList>
  /** Whether so many pipelines changed their fingerprints to the form that is shown that none of them really did. */
  readonly isFormat: (shown: Shown) => Promise<boolean>
  /** Waits for a free place, does the work, and frees the place. `whenOverdue` is called where the work takes too long. */
  readonly inTurn: <T>(look: 'first' | 'again', work: () => Promise<T>, whenOverdue: () => void) => Promise<T>
  readonly endMs: number
  readonly run: string
  readonly startedAt: Instant
}

/** What one poll of one pipeline led to. */
export interface Recorded {
  readonly row: OverviewRow
  /** None where nothing changed, or where another recorder was faster (`overtaken`). */
  readonly sealed: readonly Sealed[]
  readonly overtaken: boolean
}

/**
 * Polls one pipeline and records what changed, in the order of DESIGN §4: head before the answers, evidence before entry,
 * and where the append finds its place taken, the observation is discarded and never compared with the newer head.
 * Throws where ledger or archive fail: then nothing, or a true first part, was recorded.
 */
export async function recordPipeline(ports: RecordPorts, task: Task): Promise<Recorded | 'skipped'> {
  let expected = ports.evidence.expecting()
  const inTurn = <T>(look: 'first' | 'again', work: () => Promise<T>): Promise<T> =>
    ports.inTurn(look, work, () => expected.hangs())
  const pausing: Clock = {
    now: ports.clock.now,
    sleep: async (ms) => {
      expected.arrived()
      await ports.clock.sleep(ms)
      expected = ports.evidence.expecting()
    },
  }
  try {
    const begun = await inTurn('first', () => begin(ports, task))
    if (begun === 'skipped') return 'skipped'
    const { head, first } = begun
    const believed = head?.state ?? NOTHING_YET
    const below = rememberingReads(ports.ledger)
    const acquaintanceOf = (uuid: Uuid) => acquaintance(below, head, uuid)
    const seen = await poll(
      {
        clock: pausing,
        endMs: ports.endMs,
        random: ports.random,
        lookAgain: async (answered) => {
          const list = first.standing.kind === 'unknown' ? task.list : await ports.askList()
          return inTurn('again', () => look(ports, task, believed, list, answered))
        },
        askFeed: () => inTurn('again', () => ports.askFeed()),
        recordedSince: (at) => recordedSince(ports.ledger, head, at),
        acquaintanceOf,
      },
      first,
      believed,
      knownOf(task, head, ports.instantOf(ports.clock.now())),
      task,
    )
    const seenAt = ports.instantOf(ports.clock.now())
    const keeping = keepAnswers(ports.evidence, task, seen)
    expected.arrived()
    const cited = await keeping
    const glimpsed = await glimpsedIn({ acquaintanceOf }, { task, head }, seen, cited)
    const sight = { run: ports.run, startedAt: ports.startedAt, task, head, seenAt, glimpsed }
    const draft = drafted(sight, seen, cited)
    const format = formatOf(draft.sealed.flatMap(({ entry }) => entry.events))
    const isShowing = seen.sightings.some((one) => (listedIn(one) ?? []).length > 0)
    const isForm = await ports.isFormat(format ?? (isShowing ? 'none' : undefined))
    return await append(
      ports,
      task,
      head,
      isForm && format !== undefined ? drafted(sight, seen, cited, format) : draft,
    )
  } finally {
    expected.arrived()
  }
}

async function begin(
  ports: RecordPorts,
  task: Task,
): Promise<{ head: Sealed | undefined; first: Sighting } | 'skipped'> {
  if (ports.clock.now() >= ports.endMs) return 'skipped'
  // The head before the answers: none must be older than what it is compared with. The list is an answer, too.
  const head = task.head === undefined ? await ports.ledger.head(task.ledger) : task.head.sealed
  const isOld = task.head === undefined && head !== undefined && task.list.list.kind === 'had'
  const list = isOld ? await ports.askList() : task.list
  return { head, first: await look(ports, task, head?.state ?? NOTHING_YET, list, []) }
}

function knownOf(task: Task, head: Sealed | undefined, seenAt: Instant): Known {
  return {
    policy: task.policy,
    firstSight: head?.state.observed !== true && (task.row?.firstObservedAt ?? null) === null,
    lastSeenAt: task.row?.settledAt ?? null,
    seenAt,
    watchedSince: task.row?.firstObservedAt ?? seenAt,
    headSeq: head?.entry.seq ?? 0,
    headAt: head?.entry.at ?? null,
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
    if (outcome === 'head-moved')
      return { row: overtakenRow(task, head, { sealed, row }), sealed: appended, overtaken: true }
    appended.push(next)
  }
  return { row: row(stateAfter(appended, head)), sealed: appended, overtaken: false }
}

/**
 * What the other recorder saw is recorded; the row stays what it was, and so does what was last seen by then. Only what the source's lists have shown
 * they have shown. At first contact what the feed said of the time before was discarded with the rest, and is asked for again.
 */
function overtakenRow(
  { row: before }: Task,
  head: Sealed | undefined,
  { sealed, row }: Drafted,
): OverviewRow {
  if (before === undefined)
    return { ...row(head?.state ?? NOTHING_YET), tracedAt: null, untracedFrom: instant(0) }
  const { shownNewest } = row(stateAfter(sealed, head))
  return { ...before, shownNewest }
}

function stateAfter(sealed: readonly Sealed[], head: Sealed | undefined): State {
  return sealed.at(-1)?.state ?? head?.state ?? NOTHING_YET
}
