import { bytesOf } from '../../../lambdas/stores/restoring/restore-plan.ts'
import { printable } from '../words.ts'
import type { Said } from './judge-copies.ts'
import type { Asked } from './ledger-arguments.ts'
import type { Outcome } from './restore-outcome.ts'

export interface RestoreSaid extends Said {
  /** What a drill came to; undefined where none took place. */
  readonly outcome?: 'succeeded' | 'failed'
  /** In a few words, what went wrong. */
  readonly why?: string
}

export interface AboutRestore {
  readonly asked: Pick<Asked, 'json'>
  readonly pipeline: string
  readonly uuid: string
  readonly to: string
  /** The location is removed again. */
  readonly isScratch: boolean
}

/** What a restore came to: for people and programs, as an exit code, and as the outcome of a drill. */
export function restoreSaid(about: AboutRestore, outcome: Outcome, ms: number): RestoreSaid {
  const { json } = about.asked
  const words = wordsOf(about, outcome, ms)
  return { ...words, text: json ? JSON.stringify(asJson(about, outcome, ms), null, 2) : words.text }
}

function wordsOf(about: AboutRestore, outcome: Outcome, ms: number): RestoreSaid {
  const { to, uuid, isScratch } = about
  switch (outcome.kind) {
    case 'would-restore':
      return { code: 0, text: `would restore ${uuid} to ${to}: ${sizeOf(outcome)}; nothing was written` }
    case 'restored': {
      const { written, unverified } = outcome
      const seconds = ms / 1_000
      const size = `${sizeOf(outcome)}, ${written.objects} of them written now, in ${seconds.toFixed(1)} s`
      const start = isScratch
        ? ''
        : `\nFeldera starts from it with read_bucket, and start_from_checkpoint "${uuid}"`
      if (unverified.length === 0)
        return {
          code: 0,
          outcome: 'succeeded',
          text: `restored and verified: ${uuid} to ${to}: ${size}${start}`,
        }
      const [first] = unverified
      const why = `${first?.object}: ${first?.why}`
      return {
        code: 3,
        text: `restored, not verified: ${uuid} to ${to}: ${size}; ${unverified.length} not verifiable, the first ${printable(why)}${start}`,
      }
    }
    case 'damaged':
    case 'unfit': {
      const { damaged } = outcome
      if (damaged.length === 0 && outcome.kind === 'unfit')
        return {
          code: 3,
          text: `not verified, and nothing was written: ${outcome.unverified.map(({ object, why }) => printable(`${object}: ${why}`)).join('\n')}`,
        }
      const lines = damaged.map(({ object, what }) => printable(`${object}: ${what}`))
      return {
        code: 1,
        outcome: 'failed',
        why: lines[0] ?? '',
        text: [...lines, `damaged: ${damaged.length}; ${to} has no catalog, nothing can start from it`].join(
          '\n',
        ),
      }
    }
    case 'failed':
      return { code: 1, outcome: 'failed', why: outcome.why, text: `failed: ${printable(outcome.why)}` }
    default:
      return outcome satisfies never
  }
}

function sizeOf({ plan }: Extract<Outcome, { plan: unknown }>): string {
  return `${plan.objects.length + plan.catalogs.size} objects, ${bytesOf(plan)} bytes`
}

function asJson({ pipeline, uuid, to }: AboutRestore, outcome: Outcome, ms: number) {
  const common = { outcome: outcome.kind, pipeline, uuid, to }
  switch (outcome.kind) {
    case 'would-restore':
      return { ...common, ...planned(outcome) }
    case 'restored':
      return {
        ...common,
        ...planned(outcome),
        written: outcome.written,
        seconds: Math.round(ms) / 1_000,
        unverified: outcome.unverified,
      }
    case 'damaged':
      return { ...common, damaged: outcome.damaged }
    case 'unfit':
      return { ...common, damaged: outcome.damaged, unverified: outcome.unverified }
    case 'failed':
      return { ...common, why: outcome.why }
    default:
      return outcome satisfies never
  }
}

function planned({ plan }: Extract<Outcome, { plan: unknown }>) {
  return {
    checkpoints: plan.checkpoints,
    objects: plan.objects.length + plan.catalogs.size,
    bytes: bytesOf(plan),
  }
}
