import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { conclude } from '../../lambdas/domain/comparing/conclude.ts'
import type { Answers } from '../../lambdas/domain/comparing/credible.ts'
import type { Circumstances, Listing } from '../../lambdas/domain/comparing/finding.ts'
import { passersBy } from '../../lambdas/domain/comparing/passers-by.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { DEFAULT_POLICY, type Policy } from '../../lambdas/domain/policy.ts'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import { NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { at } from './listings.ts'

export const PLAIN: Circumstances = {
  policy: DEFAULT_POLICY,
  firstSight: false,
  lastSeenAt: null,
  seenAt: at(0),
  watchedSince: at(0),
  acquaintances: new Map(),
  doubted: new Set(),
  making: null,
  retiredBy: null,
  runsSince: at(-1_000_000),
  via: null,
}

export function withPolicy(policy: Partial<Policy>): Circumstances {
  return { ...PLAIN, policy: { ...DEFAULT_POLICY, ...policy } }
}

export function sealEvents(
  head: Sealed | undefined,
  events: readonly LedgerEvent[],
  seconds = 0,
): readonly Sealed[] {
  const draft = {
    at: at(seconds),
    by: 'recorder',
    epoch: null,
    evidence: [],
    ledger: 'prod/orders',
    run: 'run',
  }
  return sealAll(head, { ...draft, events })
}

/** The head after a first sight of these checkpoints. */
export function havingSeen(...checkpoints: readonly CheckpointMetadata[]): Sealed {
  return following(undefined, [checkpoints], { ...PLAIN, firstSight: true }).head
}

/** What follows from these complete answers: the events, and the head after them. */
export function following(
  head: Sealed | undefined,
  answers: Answers,
  circumstances: Circumstances = PLAIN,
  { confirmed = true, isTwice = false, openBefore = [] as readonly string[] } = {},
): { head: Sealed; state: State; events: readonly LedgerEvent[]; open: readonly string[] } {
  const believed = head?.state ?? NOTHING_YET
  const passed = sealEvents(head, passersBy(believed, answers, circumstances))
  const afterPassersBy = passed.at(-1)?.state ?? believed
  const scene = { believed, afterPassersBy, answers, circumstances }
  const conclusion = conclude(scene, {
    confirmed,
    isTwice,
    openBefore: new Set(openBefore),
    suspectedBefore: new Set(),
  })
  const sealed = [...passed, ...sealEvents(passed.at(-1) ?? head, conclusion.events)]
  const last = sealed.at(-1) ?? head
  if (last === undefined) throw new Error('nothing was ever recorded')
  return {
    head: last,
    state: last.state,
    events: sealed.flatMap(({ entry }) => entry.events),
    open: conclusion.open,
  }
}

/** `kind` or `kind uuid`, in order: what an assertion is about. */
export function told(events: readonly LedgerEvent[]): readonly string[] {
  return events.map(({ kind, uuid }) => (uuid === undefined ? kind : `${kind} ${uuid}`))
}

/** What a running pipeline's feed noted then; null: nothing of checkpoints. */
export function noted(seconds: number, checkpoints: Listing | null, other: Partial<FeedList> = {}): FeedList {
  return {
    recordedAt: at(seconds),
    status: 'Running',
    storageStatus: 'InUse',
    ...(checkpoints === null ? {} : { checkpoints }),
    ...other,
  }
}
