/**
 * The same question for many at once: who asks while an answer is on its way waits for the next one, which all of them share.
 * Never an answer that was asked for before the caller asked.
 */
export function createShared<T>(ask: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined
  let next: Promise<T> | undefined
  const begin = (): Promise<T> => {
    next = undefined
    const mine = ask()
    current = mine
    const free = (): void => {
      if (current === mine) current = undefined
    }
    mine.then(free, free)
    return mine
  }
  return () => {
    if (current === undefined) return begin()
    next ??= current.then(begin, begin)
    return next
  }
}
