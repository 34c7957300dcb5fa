/** Keeps the page fresh without a word: only while it is seen, slower where an answer takes long, ever slower while there is none. */
export interface Polling {
  /** Asks at once, and counts the time from here. */
  readonly now: () => void
  readonly state: () => { readonly isOffline: boolean; readonly freshAtMs: number }
}

const EVERY_MS = 4_000
const SLOWEST_MS = 60_000
// Of the time at most one part in so many is spent on asking.
const PATIENCE = 6

/** `load`: whether all could be had; `told`: something changed. Begins with the first `now`. */
export function startPolling(load: () => Promise<boolean>, told: () => void): Polling {
  let timer: ReturnType<typeof setTimeout> | undefined
  let round = 0
  let failures = 0
  let freshAtMs = 0

  const ask = async (): Promise<void> => {
    clearTimeout(timer)
    round += 1
    const mine = round
    const begunMs = performance.now()
    // Whatever went wrong in asking, it is asked again.
    const isGood = await load().catch((error: unknown) => {
      console.error(error)
      return false
    })
    if (mine !== round) return
    const tookMs = performance.now() - begunMs
    failures = isGood ? 0 : failures + 1
    if (isGood) freshAtMs = Date.now()
    told()
    const waitMs = Math.max(EVERY_MS, tookMs * PATIENCE) * 2 ** Math.min(failures, 4)
    timer = setTimeout(
      () => document.visibilityState === 'visible' && void ask(),
      Math.min(SLOWEST_MS, waitMs),
    )
  }
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void ask())
  addEventListener('online', () => void ask())
  addEventListener('offline', told)
  return {
    now: () => void ask(),
    state: () => ({ isOffline: failures > 0 || !navigator.onLine, freshAtMs }),
  }
}
