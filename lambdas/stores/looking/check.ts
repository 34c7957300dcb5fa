import type { Uuid } from '../../domain/checkpoint.ts'
import type { Clock } from '../../domain/clock.ts'
import { agreed, isSuspicious } from '../../domain/copies/agreeing-looks.ts'
import type { SeenStore } from '../../domain/copies/stored-copy.ts'
import { StoreFailure } from '../store-reader.ts'
import type { LookPorts } from './batch-looks.ts'
import { type Look, look } from './look.ts'
import type { Depth, Remembered } from './remembered.ts'

export interface CheckPorts extends LookPorts {
  readonly clock: Clock
}

export interface CheckOptions {
  /** How much of a batch is read. */
  readonly depth: Depth
  /** After each of these waits a suspicion is looked at again. */
  readonly confirmAfterMs: readonly number[]
  /** The copies known so far, with their hosts. */
  readonly believed: ReadonlyMap<Uuid, string | null>
}

export type Checked =
  | {
      readonly kind: 'seen'
      readonly seen: SeenStore
      readonly remembered: Remembered
      readonly listed: Look['listed']
    }
  /** Nothing was learnt, and nothing may be concluded. */
  | { readonly kind: 'unobservable'; readonly why: string }

/**
 * Looks at a store, and again where anything looks bad: Feldera pushes and removes while we look, and a suspicion stands only if every
 * look agrees. Each look lists anew and reads again what was bad, catalogs that were written meanwhile included.
 */
export async function check(
  ports: CheckPorts,
  remembered: Remembered,
  options: CheckOptions,
): Promise<Checked> {
  try {
    let last = await look(ports, remembered, options.believed, options.depth)
    let { seen } = last
    for (const waitMs of options.confirmAfterMs) {
      if (!isSuspicious(seen)) break
      await ports.clock.sleep(waitMs)
      last = await look(ports, withoutChanges(last, remembered), options.believed, options.depth)
      seen = agreed(seen, last.seen)
    }
    return { kind: 'seen', seen, remembered: withoutDoubts(last, seen, remembered), listed: last.listed }
  } catch (error) {
    if (error instanceof StoreFailure) return { kind: 'unobservable', why: error.message }
    throw error
  }
}

/** For the next look of one check: what was written anew is compared with what it was before the check, not with the look before. */
function withoutChanges({ seen, remembered }: Look, before: Remembered): Remembered {
  return restored(remembered, before, changedIn(seen))
}

/** A change that not every look shows is left to the next check, which must still know what it was. */
function withoutDoubts({ seen: last, remembered }: Look, seen: SeenStore, before: Remembered): Remembered {
  const stands = changedIn(seen)
  return restored(remembered, before, new Set([...changedIn(last)].filter((object) => !stands.has(object))))
}

function changedIn({ copies }: SeenStore): ReadonlySet<string> {
  return new Set(copies.flatMap(({ changed }) => changed))
}

function restored(now: Remembered, before: Remembered, names: ReadonlySet<string>): Remembered {
  if (names.size === 0) return now
  const objects = new Map(now.objects)
  const needs = new Map(now.needs)
  for (const name of names) {
    const known = before.objects.get(name)
    if (known !== undefined) objects.set(name, known)
  }
  for (const [uuid, known] of before.needs) if (names.has(known.object.name)) needs.set(uuid, known)
  return { ...now, objects, needs }
}
