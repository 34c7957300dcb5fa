import type { Answer } from '../archive/evidence.ts'
import type { CheckpointMetadata, Uuid } from '../domain/checkpoint.ts'
import type { Clock } from '../domain/clock.ts'
import { compare } from '../domain/compare.ts'
import { type Answers, suspicionsOf } from '../domain/credible.ts'
import type { Acquaintance, Circumstances } from '../domain/finding.ts'
import type { Observation, Unobservable } from '../domain/observation.ts'
import type { State } from '../domain/state.ts'

/** One question to the source, with every answer that it took (retries). */
export interface Asked {
  readonly answers: readonly Answer[]
  readonly observation: Observation
}

export interface PollPorts {
  readonly clock: Clock
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Unix milliseconds after which no confirmation is waited for. */
  readonly endMs: number
  readonly askAgain: () => Promise<Asked>
  readonly acquaintanceOf: (uuid: Uuid) => Promise<Acquaintance | undefined>
}

/** A poll that was seen through to its end: one question, and those that confirm. */
export type Poll =
  | { readonly kind: 'unobservable'; readonly asked: readonly Asked[]; readonly observation: Unobservable }
  | {
      readonly kind: 'listed'
      readonly asked: readonly Asked[]
      /** The complete answers, in order. */
      readonly seen: Answers
      /** Per complete answer its index in `asked`. */
      readonly seenIn: readonly number[]
      readonly circumstances: Circumstances
      /** Every confirming question that the policy asks for was answered completely. */
      readonly confirmed: boolean
    }

type Known = Omit<Circumstances, 'acquaintances'>

/**
 * Where the first answer is suspicious, asks again after each wait of `confirmAfter` (DESIGN §5).
 * Compares always with the state that was read before the first question.
 */
export async function poll(ports: PollPorts, first: Asked, state: State, known: Known): Promise<Poll> {
  if (first.observation.kind === 'unobservable') {
    return { kind: 'unobservable', asked: [first], observation: first.observation }
  }
  const circumstances: Circumstances = {
    ...known,
    acquaintances: await acquaintances(ports, state, first.observation.checkpoints, new Map()),
  }
  const suspected = suspicionsOf(compare(state, first.observation.checkpoints, circumstances))
  const waits = suspected.size === 0 ? [] : known.policy.confirmAfterMs
  return confirm(ports, state, { first, checkpoints: first.observation.checkpoints, circumstances, waits })
}

async function confirm(
  ports: PollPorts,
  state: State,
  start: {
    readonly first: Asked
    readonly checkpoints: readonly CheckpointMetadata[]
    readonly circumstances: Circumstances
    readonly waits: readonly number[]
  },
): Promise<Poll> {
  const asked: Asked[] = [start.first]
  const confirming: (readonly CheckpointMetadata[])[] = []
  const seenIn = [0]
  let { circumstances } = start
  for (const waitMs of start.waits) {
    // Too late: given up until the next run, to which it is told (`open`).
    if (ports.clock.now() + waitMs * 1.1 > ports.endMs) break
    // Up to a tenth more than asked for: pipelines that became suspect together are not asked together.
    await ports.clock.sleep(waitMs * (1 + ports.random() / 10))
    const again = await ports.askAgain()
    asked.push(again)
    if (again.observation.kind === 'unobservable') continue
    const { checkpoints } = again.observation
    confirming.push(checkpoints)
    seenIn.push(asked.length - 1)
    const more = await acquaintances(ports, state, checkpoints, circumstances.acquaintances)
    circumstances = { ...circumstances, acquaintances: more }
  }
  const seen: Answers = [start.checkpoints, ...confirming]
  return {
    kind: 'listed',
    asked,
    seen,
    seenIn,
    circumstances,
    confirmed: confirming.length === start.waits.length,
  }
}

async function acquaintances(
  ports: PollPorts,
  state: State,
  seen: readonly CheckpointMetadata[],
  before: ReadonlyMap<Uuid, Acquaintance>,
): Promise<ReadonlyMap<Uuid, Acquaintance>> {
  const known = new Set(state.listed.map(({ uuid }) => uuid))
  const found = new Map(before)
  for (const { uuid } of seen) {
    if (known.has(uuid) || found.has(uuid)) continue
    const acquaintance = await ports.acquaintanceOf(uuid)
    if (acquaintance !== undefined) found.set(uuid, acquaintance)
  }
  return found
}
