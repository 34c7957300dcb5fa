/** The function, with its last `kept` results by name; what failed is asked for again. */
export function remembering<Rest extends readonly unknown[], T>(
  kept: number,
  make: (name: string, ...rest: Rest) => Promise<T>,
): (name: string, ...rest: Rest) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (name, ...rest) => {
    const found = known.get(name)
    const made = found ?? make(name, ...rest)
    // Anew at the end: the first one is the one that was not asked for the longest.
    known.delete(name)
    known.set(name, made)
    if (found === undefined) made.catch(() => known.delete(name))
    const [oldest] = known.keys()
    if (known.size > kept && oldest !== undefined) known.delete(oldest)
    return made
  }
}
