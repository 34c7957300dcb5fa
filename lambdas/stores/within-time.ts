import type { Clock } from '../domain/clock.ts'
import { StoreFailure, type StoreReader } from './store-reader.ts'

/** A reader and a clock that end with a time, and whether it came to that. */
export interface Timed {
  readonly reader: StoreReader
  readonly clock: Clock
  /** Whether anything was asked for that the time did not suffice for: then a check is not complete, and nothing may be concluded. */
  readonly isOver: () => boolean
}

/** Asks as the reader does until that time, and waits for no answer and sleeps no longer beyond it. */
export function withinTime(reader: StoreReader, clock: Clock, endMs: number): Timed {
  let over = false
  const up = (): StoreFailure => {
    over = true
    return new StoreFailure('the time of the run was up')
  }
  const inTime = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (clock.now() >= endMs) throw up()
    // On one machine nobody ends a check.
    if (endMs === Number.POSITIVE_INFINITY) return ask()
    const answered = new AbortController()
    const end = clock
      .sleep(endMs - clock.now(), answered.signal)
      .then((): 'over' | 'called off' => (answered.signal.aborted ? 'called off' : 'over'))
    try {
      const first = await Promise.race([ask().then((had) => ({ had })), end])
      if (typeof first === 'object') return first.had
      throw up()
    } finally {
      answered.abort('answered')
    }
  }
  return {
    isOver: () => over,
    clock: {
      now: clock.now,
      sleep: async (ms, signal) => {
        if (clock.now() + ms >= endMs) throw up()
        await clock.sleep(ms, signal)
      },
    },
    reader: {
      list: async function* () {
        const pages = reader.list()[Symbol.asyncIterator]()
        for (;;) {
          const page = await inTime(() => pages.next())
          if (page.done === true) return
          yield page.value
        }
      },
      head: (name) => inTime(() => reader.head(name)),
      read: (name, maxBytes) => inTime(() => reader.read(name, maxBytes)),
      readSpan: (object, span) => inTime(() => reader.readSpan(object, span)),
    },
  }
}
