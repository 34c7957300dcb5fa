import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life } from '../life.ts'
import { alarmsOf } from './alarms.ts'
import { causesOf } from './causes.ts'
import { ALL_EXCUSES, type Excuses } from './excuses.ts'
import { wrongGapsOf } from './gaps.ts'
import { lossesOf } from './losses.ts'
import { unsoundnessOf } from './records.ts'

/** What a simulated life came to. `problems` is empty where everything was told rightly. */
export interface Verdict {
  readonly seed: number
  readonly periodMs: number
  readonly hasFeed: boolean
  readonly simulatedMs: number
  readonly runs: number
  /** Pipelines × time. */
  readonly watchedMs: number
  /** Truly lost, whether anybody could tell or not. */
  readonly losses: number
  /** Shown as losses by two true and complete answers. */
  readonly owed: number
  readonly missed: number
  /** Lost, not told, and shown only in a way in which something lawful is shown, too. */
  readonly unknowable: number
  /** Ended by a cause that was not, where what was shown looks just like it. */
  readonly alike: number
  readonly alarms: number
  readonly falseAlarms: number
  /** On what an operator did between two looks, and no answer told. */
  readonly unnamed: number
  /** The same, where only lists that were asked for other pipelines told it. */
  readonly overheard: number
  /** What the difference of two neighbouring lists would have cried. */
  readonly naiveAlarms: number
  readonly problems: readonly string[]
}

/** Judges by the contract and by what truly happened, without any rule of the code that is judged. */
export function judge(life: Life, excuses: Excuses = ALL_EXCUSES): Verdict {
  const { settings, simulatedMs, world } = life
  const { owed, missed, unknowable } = lossesOf(life, excuses)
  const { wrong, alike } = causesOf(life)
  const { count, untrue, unnamed, overheard } = alarmsOf(life)
  return {
    seed: life.seed,
    periodMs: settings.periodMs,
    hasFeed: settings.trouble.hasFeed,
    simulatedMs,
    runs: life.ticks.length,
    watchedMs: simulatedMs * settings.pipelines.length,
    losses: world.deeds.reduce((sum, { kind, uuids }) => sum + (kind === 'lost' ? uuids.length : 0), 0),
    owed,
    missed: missed.length,
    unknowable,
    alike,
    alarms: count,
    falseAlarms: untrue.length,
    unnamed,
    overheard,
    naiveAlarms: naiveAlarmsOf(life),
    problems: [...untrue, ...missed, ...wrong, ...wrongGapsOf(life), ...unsoundnessOf(life)],
  }
}

/** Today's script: everything that one list of a pipeline has and its next one lacks. */
function naiveAlarmsOf({ ticks }: Life): number {
  const before = new Map<string, readonly Uuid[]>()
  let cried = 0
  for (const tick of ticks) {
    const asked = new Set<string>()
    for (const one of tick.shown) {
      if (one.kind !== 'checkpoints' || typeof one.said === 'string' || asked.has(one.name)) continue
      asked.add(one.name)
      const now = one.said.map(({ uuid }) => uuid)
      const listed = new Set(now)
      cried += (before.get(one.name) ?? []).filter((uuid) => !listed.has(uuid)).length
      before.set(one.name, now)
    }
  }
  return cried
}
