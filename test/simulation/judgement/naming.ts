import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { isTimed } from '../../../lambdas/domain/checkpoint.ts'
import type { ListedPipeline } from '../../../lambdas/domain/standing.ts'
import type { Life, Tick } from '../life.ts'
import type { Shown } from '../shown.ts'
import { lastTrulyShownMs, showingsOf } from './showings.ts'
import { deedsBetween, has, looksIn } from './view.ts'

/** Whether, and when, an answer said what became of a pipeline or its storage. */

/**
 * When a second complete answer lacked it since then. What the source names afterwards explains nothing that two answers had shown
 * before: by the contract that was a loss (`twice`, docs/decisions.md).
 */
export function lackedTwiceMs(life: Life, name: string, uuid: Uuid, sinceMs: number): number {
  const lacking = life.ticks
    .flatMap((tick) => looksIn(tick, name))
    .filter(({ atMs, list }) => atMs > sinceMs && !has(list, uuid))
  return lacking[1]?.atMs ?? Number.POSITIVE_INFINITY
}

/** When any answer, however old, last showed it before that time: what was named before that did not end it. */
export function lastShownAtAllMs(life: Life, name: string, uuid: Uuid, beforeMs: number): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...showingsOf(life, name, uuid).filter((atMs) => atMs < beforeMs))
}

/** Whether any answer of that time said it: then it was no loss to anybody who listened. `first`: only the list that each run begins with. */
export function isNamed(
  life: Life,
  name: string,
  sinceMs: number,
  untilMs: number,
  lists: 'first' | 'any',
): boolean {
  return life.ticks.some(
    (tick) =>
      isNamedByFeed(tick, name, sinceMs, untilMs) || isNamedByList(life, tick, name, sinceMs, untilMs, lists),
  )
}

function isNamedByFeed({ shown }: Tick, name: string, sinceMs: number, untilMs: number): boolean {
  return shown.some(
    (one) =>
      one.kind === 'feed' &&
      one.name === name &&
      one.atMs <= untilMs &&
      (one.lists ?? []).some(
        ({ recordedAt, status, storageStatus }) =>
          Date.parse(recordedAt) >= sinceMs &&
          Date.parse(recordedAt) <= untilMs &&
          (status === 'Standby' || storageStatus !== 'InUse'),
      ),
  )
}

function isNamedByList(
  life: Life,
  { shown, isContested }: Tick,
  name: string,
  sinceMs: number,
  untilMs: number,
  lists: 'first' | 'any',
): boolean {
  const all = shown.filter(({ kind }) => kind === 'list')
  // Of several recorders each begins with one, and it is theirs alone; later ones are asked for to confirm what is suspected of any pipeline.
  const begunWith = lists === 'first' && !isContested ? all.slice(0, 1) : all
  const heard = begunWith.filter(({ atMs }) => atMs >= sinceMs && atMs <= untilMs)
  const said = heard.filter((list) => isNamedIn(life, shown, name, list, sinceMs))
  return lists === 'first' && isContested ? heard.length > 0 && said.length === heard.length : said.length > 0
}

function isNamedIn(life: Life, shown: Tick['shown'], name: string, list: Shown, sinceMs: number): boolean {
  if (list.kind !== 'list' || list.pipelines === undefined) return false
  const its = list.pipelines.find((pipeline) => pipeline.name === name)
  const wasPulled = deedsBetween(life, name, ['pulled'], sinceMs, list.atMs).some(
    ({ uuids }) => isTold(life, name, uuids) && isShown(life, shown, its),
  )
  const wasMade = deedsBetween(life, name, ['created'], sinceMs, list.atMs).length > 0
  return (
    its === undefined ||
    its.storageStatus !== 'InUse' ||
    its.deploymentStatus === 'Standby' ||
    wasPulled ||
    wasMade
  )
}

/**
 * Whether what was shown looks pulled: no more than one a host is older than the start (docs/decisions.md), which is all that an answer says of a
 * pull. Where the hosts' clock is ahead of the manager's nothing is older, and where it is behind all is.
 */
function isShown({ settings }: Life, shown: Tick['shown'], its: ListedPipeline | undefined): boolean {
  const start = its?.deploymentId
  if (its === undefined || start === undefined) return false
  const asked = shown.find((one) => one.kind === 'checkpoints' && one.name === its.name)
  const list = asked?.kind === 'checkpoints' && typeof asked.said !== 'string' ? asked.said : undefined
  const listed = list ?? (its.details?.kind === 'listed' ? its.details.checkpoints : [])
  const older = listed.filter(({ uuid }) => uuid < start).length
  const hosts = settings.pipelines.find((one) => its.name.startsWith(one.name))?.hosts ?? 1
  return older > 0 && older <= hosts
}

/**
 * Whether a pulled list can be told by a new start and what is older than it. One that was listed before is told as the loss of the newer
 * ones (README), and without a time in its UUID nobody knows that it is older.
 */
function isTold(life: Life, name: string, pulled: readonly Uuid[]): boolean {
  const { world } = life
  return pulled.every((uuid) => {
    const deed = world.deeds.find(({ kind, uuids }) => kind === 'pulled' && uuids.includes(uuid))
    return isTimed(uuid) && lastTrulyShownMs(life, name, uuid, deed?.atMs ?? 0) === Number.NEGATIVE_INFINITY
  })
}
