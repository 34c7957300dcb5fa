import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life } from '../life.ts'
import { isNamed, lackedTwiceMs, lastShownAtAllMs } from './naming.ts'
import { lastShownMs, showingsOf } from './showings.ts'
import { deedsBetween, has, NAMED } from './view.ts'

export interface Alarms {
  readonly count: number
  /** Alarms that nothing in the world is the cause of. */
  readonly untrue: readonly string[]
  /** What an operator did, and no answer said: by the contract a loss until somebody says otherwise. */
  readonly unnamed: number
  /**
   * The same, but a list that a run asked for to confirm something else, behind this pipeline's own look, did say it: it was not listened to. A
   * recorder that listened would not have raised it: no excuse, but a figure of its own until one does.
   */
  readonly overheard: number
}

type Cause = 'true' | 'unnamed' | 'overheard' | 'none'

interface Raised {
  readonly seq: number
  readonly atMs: number
}

const ALARMS: ReadonlySet<string> = new Set(['checkpoint-missing', 'fingerprint-changed', 'metadata-changed'])

/** Holds every alarm against what truly happened. */
export function alarmsOf(life: Life): Alarms {
  const untrue: string[] = []
  let count = 0
  let unnamed = 0
  let overheard = 0
  for (const ledger of life.names) {
    const name = ledger.slice('prod/'.length)
    for (const { entry } of life.entries(ledger)) {
      for (const { kind, uuid, severity } of entry.events) {
        if (!ALARMS.has(kind) || severity === 'silent' || uuid === undefined) continue
        count += 1
        const atMs = Date.parse(entry.at)
        const cause =
          kind === 'checkpoint-missing'
            ? causeOf(life, name, uuid, { seq: entry.seq, atMs })
            : isAltered(life, name, uuid, atMs)
              ? 'true'
              : 'none'
        if (cause === 'unnamed') unnamed += 1
        if (cause === 'overheard') overheard += 1
        if (cause === 'none') untrue.push(`${ledger} ${entry.seq} ${entry.at}: false alarm ${kind} ${uuid}`)
      }
    }
  }
  return { count, untrue, unnamed, overheard }
}

/**
 * The rule counts what is listed, so a loss can make an older one seem lost that had only rotated: any loss since the
 * checkpoint was last shown is a cause.
 */
function causeOf(life: Life, name: string, uuid: Uuid, { seq, atMs }: Raised): Cause {
  const sinceMs = lastShownMs(life, name, uuid, seq)
  const losses = deedsBetween(life, name, ['lost'], Number.NEGATIVE_INFINITY, atMs)
  // Where two recorders were at work, what only a discarded answer showed is nothing that the ledger knows of.
  const settled = { ...life, ticks: life.ticks.filter(({ isContested }) => !isContested) }
  const knownMs = Math.min(sinceMs, lastShownMs(settled, name, uuid, seq))
  if (losses.some((deed) => deed.atMs >= knownMs || deed.uuids.includes(uuid))) return 'true'
  const { lie, settings } = life
  if (lie !== undefined && lie.name === name && lie.atMs <= atMs) {
    // Shown again by a lie, it is gone again; and who confirms nothing believes every lie.
    if (has(lie.told, uuid) && lie.atMs > sinceMs) return 'true'
    if (settings.confirmAfterMs.length === 0 && lie.atMs >= sinceMs) return 'true'
    // Told once, and no complete answer was had before it had rotated away: two runs agree (DESIGN §5).
    if (!has(lie.told, uuid) && lie.atMs >= sinceMs) return 'true'
  }
  if (isFirstLackedByFeedLie(life, name, uuid, atMs)) return 'true'
  const named = deedsBetween(life, name, NAMED, sinceMs, atMs)
  const untilMs = Math.min(atMs, lackedTwiceMs(life, name, uuid, sinceMs))
  const fromMs = Math.max(sinceMs, lastShownAtAllMs(life, name, uuid, untilMs))
  if (named.length === 0 || isNamed(life, name, fromMs, untilMs, 'first')) return 'none'
  return isNamed(life, name, fromMs, untilMs, 'any') ? 'overheard' : 'unnamed'
}

/**
 * A list of the feed that was not so is the first that lacks it, and nothing shows it afterwards: lost then, all answers would be the same
 * (worlds.test.ts). Where anything shows it again that list is contradicted, and an alarm is false.
 */
function isFirstLackedByFeedLie(life: Life, name: string, uuid: Uuid, atMs: number): boolean {
  const { feedLie } = life
  if (feedLie === undefined || feedLie.name !== name || feedLie.toldMs > atMs) return false
  if (has(feedLie.checkpoints, uuid)) return false
  const runs = life.ticks.filter(({ shown }) => (shown[0]?.atMs ?? 0) <= atMs)
  return showingsOf({ ...life, ticks: runs }, name, uuid).every((shownMs) => shownMs < feedLie.notedMs)
}

function isAltered(life: Life, name: string, uuid: Uuid, atMs: number): boolean {
  const { world, lie } = life
  const isAltered = world.deeds.some(
    (deed) => deed.kind === 'altered' && deed.atMs <= atMs && deed.uuids.includes(uuid),
  )
  // Whom a lie showed first is known by its values.
  if (lie !== undefined && lie.name === name && lie.atMs <= atMs && has(lie.told, uuid)) return true
  return isAltered || isFirstShownByFeedLie(life, name, uuid, atMs)
}

/**
 * A list of the feed with other values than it had is all that shows it until the run after, or the last that does where nothing is confirmed:
 * altered since, or then, it would look the same.
 */
function isFirstShownByFeedLie(life: Life, name: string, uuid: Uuid, atMs: number): boolean {
  const { feedLie, ticks, settings } = life
  if (feedLie === undefined || feedLie.name !== name || feedLie.toldMs > atMs) return false
  if (!has(feedLie.checkpoints, uuid)) return false
  const until = ticks.findIndex(({ shown }) => shown.some(({ atMs }) => atMs === feedLie.toldMs))
  const told = { ...life, ticks: ticks.slice(0, until + 1) }
  const showings = showingsOf(told, name, uuid)
  return settings.confirmAfterMs.length === 0
    ? showings.every((shownMs) => shownMs <= feedLie.notedMs)
    : showings.every((shownMs) => shownMs === feedLie.notedMs)
}
