import type { Answer } from '../../archive/evidence.ts'
import type { Clock } from '../../domain/clock.ts'
import { believedIn, type Copies } from '../../domain/copies/copies.ts'
import type { SeenStore } from '../../domain/copies/stored-copy.ts'
import type { StoreWork } from '../../ledger/work/store-work.ts'
import { check } from '../../stores/looking/check.ts'
import { memoryText, parseMemory } from '../../stores/looking/memory-text.ts'
import { isSame, type Known, NOTHING_REMEMBERED, type Remembered } from '../../stores/looking/remembered.ts'
import { StoreFailure } from '../../stores/store-reader.ts'
import { withinTime } from '../../stores/within-time.ts'
import type { OpenStore } from './open-configured.ts'
import { overheard } from './store-evidence.ts'
import type { StoreTask } from './store-task.ts'

interface Ports {
  readonly work: StoreWork
  readonly open: OpenStore
  readonly clock: Clock
  readonly endMs: number
}

export type StoreChecked =
  | {
      readonly kind: 'seen'
      readonly seen: SeenStore
      readonly listed: { readonly objects: number; readonly catalogs: number }
      readonly answers: () => readonly Answer[]
      readonly remembered: Remembered
      /** What is to be kept for the next check; null where that is what is kept already. */
      readonly memory: string | null
    }
  /** The time was up: nothing is concluded, and what was read need not be read again. */
  | { readonly kind: 'deferred'; readonly memory: string | null }
  | { readonly kind: 'unobservable'; readonly why: string }

// As many as `verify-copies` reads at once: they share the function with other stores, and no more.
const IN_FLIGHT = 16

/** Judges a store as `verify-copies` does, from what the last check learnt of it and within the time of the run. */
export async function checkStore(ports: Ports, task: StoreTask, believed: Copies): Promise<StoreChecked> {
  const { store, policy } = task
  const kept = await ports.work.memory(task.ledger)
  const remembered = rememberedIn(kept, store.location)
  const learnt = new Map<string, Known>()
  try {
    const heard = overheard(await ports.open(store), store.location, ports.clock)
    const timed = withinTime(heard.reader, ports.clock, ports.endMs)
    const checked = await check(
      {
        reader: timed.reader,
        clock: timed.clock,
        inFlight: IN_FLIGHT,
        progress: () => {},
        learnt: (name, known) => {
          const before = remembered.objects.get(name)
          // What was written again must be told by a check that is whole.
          if (before === undefined || isSame(before, known)) learnt.set(name, known)
        },
      },
      remembered,
      {
        depth: store.deep ? 'blocks' : 'trailer',
        confirmAfterMs: policy.confirmAfterMs,
        believed: believedIn(believed),
      },
    )
    const textOf = (now: Remembered): string | null => {
      const text = memoryText({ location: store.location, remembered: now, copies: null })
      return text === kept ? null : text
    }
    if (checked.kind === 'seen') {
      const { seen, listed, remembered: now } = checked
      return { kind: 'seen', seen, listed, answers: heard.answers, remembered: now, memory: textOf(now) }
    }
    if (!timed.isOver()) return checked
    const objects = new Map([...remembered.objects, ...learnt])
    return { kind: 'deferred', memory: learnt.size === 0 ? null : textOf({ ...remembered, objects }) }
  } catch (error) {
    // Its credentials could not be had.
    if (error instanceof StoreFailure) return { kind: 'unobservable', why: error.message }
    throw error
  }
}

/** Of another place nothing is known. */
function rememberedIn(text: string | undefined, location: string): Remembered {
  const memory = text === undefined ? undefined : parseMemory(text)
  return memory?.location === location ? memory.remembered : NOTHING_REMEMBERED
}
