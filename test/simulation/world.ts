import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { UnobservableReason } from '../../lambdas/domain/observation.ts'
import { checkpoint, u64 } from '../support/listings.ts'

/** Chance from a seed (mulberry32): the same seed is the same world. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What one question was answered, and whether the answer was the truth. */
export interface Shown {
  readonly answer: readonly CheckpointMetadata[] | UnobservableReason
  readonly glitch: boolean
}

/**
 * A pipeline as Feldera keeps it: a checkpoint every minute, the newest two kept by list position, three for the moment
 * between commit and collection; and what must not happen: losses, alterations, and answers that are not the truth.
 */
export interface World {
  readonly ask: (atSeconds: number) => Shown
  /** Something happens to the pipeline between two runs. */
  readonly befall: () => void
  /** Allows one untrue answer from here on. */
  readonly allowGlitch: () => void
  /** When something was lost, in seconds: the rule counts what is listed, so a loss can take an older, rotated one with it. */
  readonly lossesAt: readonly number[]
  /** When an older list was shown for the present one: what is lost may seem to have been there. */
  readonly outdatedAt: readonly number[]
  /** Shown with different fingerprints, by alteration or by a lie. */
  readonly altered: ReadonlySet<string>
}

const INTERVAL_SECONDS = 60
const FAILURES: readonly UnobservableReason[] = [
  'network',
  'timeout',
  'malformed',
  'truncated',
  'server-error',
  'pipeline-unavailable',
]

export function createWorld(chance: () => number): World {
  let list: CheckpointMetadata[] = []
  let madeUntil = 0
  let running = true
  let glitchAllowed = false
  let lied = false
  let earlier: readonly CheckpointMetadata[] = []
  const lossesAt: number[] = []
  const outdatedAt: number[] = []
  let nowSeconds = 0
  const altered = new Set<string>()

  function passTo(seconds: number): void {
    for (; madeUntil + INTERVAL_SECONDS <= seconds; madeUntil += INTERVAL_SECONDS) {
      if (!running) continue
      const made = madeUntil + INTERVAL_SECONDS
      earlier = list
      // Collection is a little later than commit: for an instant there are three.
      const keep = chance() < 0.1 ? 3 : 2
      list = [...list, checkpoint(made, chance() < 0.05 ? { size: null } : {})].slice(-keep)
    }
  }

  function glitch(): Shown {
    const kind = Math.floor(chance() * (FAILURES.length + 3))
    // A source that lies twice about the same thing cannot be told from the truth: one untrue list a life.
    const failure = FAILURES[lied || !running ? kind % FAILURES.length : kind]
    if (failure !== undefined) return { answer: failure, glitch: true }
    lied = true
    if (kind === FAILURES.length) return { answer: [], glitch: true }
    if (kind === FAILURES.length + 1) {
      outdatedAt.push(nowSeconds)
      return { answer: earlier, glitch: true }
    }
    for (const { uuid } of list) altered.add(uuid)
    return { answer: list.map((one) => ({ ...one, fingerprint: u64('14128757731148315000') })), glitch: true }
  }

  return {
    lossesAt,
    outdatedAt,
    altered,
    allowGlitch: () => {
      glitchAllowed = true
    },
    ask: (seconds) => {
      nowSeconds = seconds
      passTo(seconds)
      if (glitchAllowed && chance() < 0.3) {
        glitchAllowed = false
        return glitch()
      }
      return { answer: running ? list : 'stopped', glitch: false }
    },
    befall: () => {
      const fate = chance()
      const victim = list[Math.floor(chance() * list.length)]
      if (fate < 0.06) running = !running
      else if (fate < 0.16 && victim !== undefined) {
        list = list.filter(({ uuid }) => uuid !== victim.uuid)
        lossesAt.push(nowSeconds)
      } else if (fate < 0.22 && victim !== undefined) {
        const fingerprint = u64(String(BigInt(victim.fingerprint) + 1n))
        list = list.map((one) => (one.uuid === victim.uuid ? { ...one, fingerprint } : one))
        altered.add(victim.uuid)
      } else if (fate < 0.25) {
        if (list.length > 0) lossesAt.push(nowSeconds)
        list = []
      }
    },
  }
}
