import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import type { Deed } from './deeds.ts'

/** One step of the demonstration: what happens to which pipeline, `atMs` after the story began. */
export interface Step {
  readonly atMs: number
  readonly pipeline: string
  /** `spoil`: its newest synced copy is damaged. */
  readonly what: Deed | 'spoil'
}

export interface Story {
  /** In the order of time, from 0 on. */
  readonly steps: readonly Step[]
  /** After this long the story is told again. */
  readonly roundMs: number
}

// With this period between checkpoints the times below are as they stand; another one stretches them all.
export const CHECKPOINT_EVERY_MS = 4_000

export const DEMO_PIPELINES = [
  { name: 'orders' },
  // Feldera's own regression value (crates/rest-api/src/lib.rs): …856 and …857 are the same double.
  { name: 'payments', fingerprint: 14128757731148314856n },
  { name: 'clicks' },
] as const

/** The one that syncs its checkpoints: what becomes of the lost one can be read in its store. */
export const SYNCED_PIPELINE = 'orders'

// A recorder that polls every 2 s and asks again after 1 s and 2 s must see a checkpoint before it is touched, and
// the trace for as long as it asks: so the pipeline makes none from 4 s before until 12 s after.
const INCIDENTS = [
  { pipeline: 'orders', what: 'lose', atMs: 20_000, quietFromMs: 16_000, quietToMs: 32_000 },
  { pipeline: 'payments', what: 'alter', atMs: 30_000, quietFromMs: 26_000, quietToMs: 42_000 },
  { pipeline: 'clicks', what: 'stop', atMs: 40_000, quietFromMs: 40_000, quietToMs: 55_000 },
  { pipeline: SYNCED_PIPELINE, what: 'spoil', atMs: 45_000, quietFromMs: 42_000, quietToMs: 51_000 },
  { pipeline: 'clicks', what: 'start', atMs: 55_000, quietFromMs: 40_000, quietToMs: 55_000 },
] as const

const ROUND_MS = 300_000

/**
 * The demonstration: every pipeline runs and rotates; within the first minute one loses a checkpoint, one has a
 * fingerprint altered, one has a synced copy damaged, one is stopped and started again; then nothing happens until the round is over.
 */
export function demoStory(checkpointEveryMs: number): Story {
  const stretch = checkpointEveryMs / CHECKPOINT_EVERY_MS
  const begin = DEMO_PIPELINES.flatMap(({ name }): readonly Step[] => [
    { atMs: 0, pipeline: name, what: 'start' },
    { atMs: 0, pipeline: name, what: 'checkpoint' },
  ])
  const rotation = DEMO_PIPELINES.flatMap(({ name }, place) => checkpointsOf(name, place))
  const incidents = INCIDENTS.map(({ atMs, pipeline, what }): Step => ({ atMs, pipeline, what }))
  const steps = [...begin, ...rotation, ...incidents].toSorted((a, b) => a.atMs - b.atMs)
  return {
    steps: steps.map((step) => ({ ...step, atMs: Math.round(step.atMs * stretch) })),
    roundMs: Math.round(ROUND_MS * stretch),
  }
}

/** Staggered by their place: the pipelines do not take turns at the same instant. */
function checkpointsOf(pipeline: string, place: number): readonly Step[] {
  const firstMs = ((place + 1) * CHECKPOINT_EVERY_MS) / DEMO_PIPELINES.length
  const all = Array.from(
    { length: ROUND_MS / CHECKPOINT_EVERY_MS },
    (_, n): Step => ({ atMs: firstMs + n * CHECKPOINT_EVERY_MS, pipeline, what: 'checkpoint' }),
  )
  return all.filter(({ atMs }) => atMs < ROUND_MS && !isQuiet(pipeline, atMs))
}

function isQuiet(pipeline: string, atMs: number): boolean {
  return INCIDENTS.some((i) => i.pipeline === pipeline && i.quietFromMs <= atMs && atMs < i.quietToMs)
}

const WORDS: { readonly [deed in Step['what']]: ((uuid: string, fingerprint: string) => string) | null } = {
  checkpoint: null,
  lose: (uuid) => `checkpoint ${uuid} was deleted behind Feldera's back`,
  alter: (uuid, fingerprint) =>
    `the fingerprint of checkpoint ${uuid} was changed to ${fingerprint} behind Feldera's back`,
  spoil: (uuid) => `a byte of the synced copy of checkpoint ${uuid} was altered behind Feldera's back`,
  stop: (uuid) => `was stopped gracefully, with a last checkpoint ${uuid}`,
  start: () => 'was started again',
  clear: () => 'its storage was cleared',
}

/** The step as it is told, or undefined for the daily round of checkpoints. */
export function inWords(
  { pipeline, what }: Step,
  checkpoint: (Pick<CheckpointMetadata, 'uuid'> & Partial<Pick<CheckpointMetadata, 'fingerprint'>>) | null,
): string | undefined {
  const words = WORDS[what]
  return words === null
    ? undefined
    : `${pipeline}: ${words(checkpoint?.uuid ?? '', checkpoint?.fingerprint ?? '')}`
}

/** Performs the steps, those at 0 before it returns, round after round until the returned function is called. */
export function tell({ steps, roundMs }: Story, perform: (step: Step) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  // Each wait is from step to step: after a sleep of the machine the story goes on instead of catching up.
  const tellFrom = (index: number): void => {
    const due = steps[index]
    if (due === undefined) return
    const together = steps.slice(index).filter(({ atMs }) => atMs === due.atMs)
    for (const step of together) perform(step)
    if (ended) return
    const next = index + together.length
    const nextAtMs = steps[next]?.atMs ?? roundMs
    timer = setTimeout(() => tellFrom(next < steps.length ? next : 0), nextAtMs - due.atMs)
  }
  tellFrom(0)
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
