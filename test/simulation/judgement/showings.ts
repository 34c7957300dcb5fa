import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { Life } from '../life.ts'
import type { ShownFeed } from '../shown.ts'
import { has, looksIn } from './view.ts'

/**
 * When the ledger's recorder was last truly shown the checkpoint before the run that recorded the entry. Where only that run's
 * feed shows it: when it was first listed there; else when anything of the pipeline was last shown.
 */
export function lastShownMs(life: Life, name: string, uuid: Uuid, seq: number): number {
  const run = life.ticks.find(({ after }) => (after.get(`prod/${name}`) ?? 0) >= seq)
  const beforeMs = run?.shown[0]?.atMs ?? Number.POSITIVE_INFINITY
  const shownMs = shownBefore(life, name, uuid, beforeMs)
  if (shownMs !== Number.NEGATIVE_INFINITY) return shownMs
  const told = (run?.shown ?? []).flatMap((one) =>
    one.kind === 'feed' && one.name === name ? listedAt(one, uuid) : [],
  )
  if (told.length > 0) return Math.min(...told)
  // Shown by old lists alone, it was there at some time before the first of them.
  const firstMs = Math.min(beforeMs, ...showingsOf(life, name, uuid))
  return shownBefore(life, name, null, firstMs)
}

/** When any answer, however old, showed it: its own, its source's list of it, running or not, or its feed. */
export function showingsOf(life: Life, name: string, uuid: Uuid): readonly number[] {
  return listsOf(life, name).flatMap(({ atMs, list }) => (has(list, uuid) ? [atMs] : []))
}

interface ShownList {
  /** When it was answered or noted. */
  readonly atMs: number
  readonly list: Listing
  /** By the pipeline itself. */
  readonly isOwn: boolean
}

/** Every list of it that anything showed. */
export function listsOf({ ticks }: Life, name: string): readonly ShownList[] {
  return ticks
    .flatMap(({ shown }) => shown)
    .flatMap((one): readonly ShownList[] => {
      if (one.kind === 'feed')
        return one.name !== name
          ? []
          : (one.lists ?? []).flatMap(({ recordedAt, checkpoints }) =>
              checkpoints === undefined
                ? []
                : [{ atMs: Date.parse(recordedAt), list: checkpoints, isOwn: false }],
            )
      if (one.kind === 'checkpoints')
        return one.name === name && typeof one.said !== 'string'
          ? [{ atMs: one.atMs, list: one.said, isOwn: true }]
          : []
      const details = one.pipelines?.find((pipeline) => pipeline.name === name)?.details
      return details?.kind === 'listed' ? [{ atMs: one.atMs, list: details.checkpoints, isOwn: false }] : []
    })
}

/** When an answer of any kind last showed it running, before that time. */
export function lastShownUpMs({ ticks }: Life, name: string, beforeMs: number): number {
  const up = ticks
    .flatMap(({ shown }) => shown)
    .flatMap((one): readonly number[] => {
      if (one.kind === 'checkpoints')
        return one.name === name && typeof one.said !== 'string' ? [one.atMs] : []
      if (one.kind === 'list')
        return one.pipelines?.some((its) => its.name === name && its.deploymentStatus === 'Running') === true
          ? [one.atMs]
          : []
      const noted = one.name === name ? (one.lists ?? []) : []
      return noted.flatMap(({ recordedAt, status }) => (status === 'Running' ? [Date.parse(recordedAt)] : []))
    })
  return Math.max(Number.NEGATIVE_INFINITY, ...up.filter((atMs) => atMs < beforeMs))
}

/** When a feed truly listed it. */
function listedAt({ lists, wrong }: ShownFeed, uuid: Uuid | null): readonly number[] {
  return (lists ?? []).flatMap((list) =>
    !wrong.has(list) && list.checkpoints !== undefined && has(list.checkpoints, uuid)
      ? [Date.parse(list.recordedAt)]
      : [],
  )
}

/** When an answer of any kind last showed it truly, before that time. */
export function lastTrulyShownMs(life: Life, name: string, uuid: Uuid, beforeMs: number): number {
  return shownBefore(life, name, uuid, beforeMs)
}

/** null: any. */
function shownBefore(life: Life, name: string, uuid: Uuid | null, beforeMs: number): number {
  const seen = life.ticks.flatMap((tick) =>
    tick.shown.flatMap((one): readonly number[] => {
      if (one.kind === 'list') return []
      if (one.name !== name || one.atMs >= beforeMs) return []
      if (one.kind === 'checkpoints')
        return one.isTrue && typeof one.said !== 'string' && has(one.said, uuid) ? [one.atMs] : []
      return listedAt(one, uuid).filter((atMs) => atMs < beforeMs)
    }),
  )
  const listed = life.ticks.flatMap((tick) =>
    looksIn(tick, name).flatMap(({ way, atMs, list, isTrue }) =>
      way === 'list' && isTrue && atMs < beforeMs && has(list, uuid) ? [atMs] : [],
    ),
  )
  return [...seen, ...listed].reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
}
