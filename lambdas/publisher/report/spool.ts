/** Where the texts of pipelines wait until all are there: in memory, or in a file where there are many. */
export interface Spool {
  readonly keep: (text: string) => Promise<void>
  /** All that was kept, in its order; as often as wanted. */
  readonly all: () => AsyncIterable<string> | Iterable<string>
}

/** For reports that fit into memory. Refuses, by what it calls, more than `mostBytes`. */
export function memorySpool(mostBytes = Number.POSITIVE_INFINITY, onTooMuch: () => void = () => {}): Spool {
  const texts: string[] = []
  let bytes = 0
  return {
    keep: async (text) => {
      bytes += Buffer.byteLength(text)
      if (bytes > mostBytes) onTooMuch()
      else texts.push(text)
    },
    all: () => texts,
  }
}
