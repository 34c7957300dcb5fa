/**
 * Ticks at once and then every `everyMs`; a tick that falls into a running one is dropped.
 * `stop` lets no further tick begin, and resolves when the running one has ended.
 */
export function startSchedule(everyMs: number, tick: () => Promise<void>): { stop: () => Promise<void> } {
  let running: Promise<void> | undefined
  const begin = (): void => {
    running ??= tick().finally(() => {
      running = undefined
    })
  }
  begin()
  const timer = setInterval(begin, everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
