import { keepNewest } from '../domain/keep-newest.ts'

/** The function, with its last `kept` results by name; what failed is asked for again. */
export function remembering<Rest extends readonly unknown[], T>(
  kept: number,
  make: (name: string, ...rest: Rest) => Promise<T>,
): (name: string, ...rest: Rest) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (name, ...rest) => {
    const found = known.get(name)
    const made = found ?? make(name, ...rest)
    // Found or made: what was not asked for the longest gives way.
    keepNewest(known, name, made, kept)
    if (found === undefined) made.catch(() => known.delete(name))
    return made
  }
}
