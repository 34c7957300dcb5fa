/** Work that nobody waits for, one at a time. */
export interface Background<T> {
  /** Begins it, unless it is still going on. Resolves at once. */
  readonly begin: (options: T) => Promise<void>
  readonly ended: () => Promise<void>
}

/** On one machine a tick that falls into a running run is dropped: what may take seconds and changes nothing of the run goes on beside it. */
export function inBackground<T>(work: (options: T) => Promise<void>): Background<T> {
  let going: Promise<void> | undefined
  return {
    begin: async (options) => {
      going ??= work(options).finally(() => {
        going = undefined
      })
    },
    ended: async () => {
      await going
    },
  }
}
