/** Sets it as the newest of a map that keeps so many at most: what was set the longest ago gives way. */
export function keepNewest<Key, Value>(kept: Map<Key, Value>, key: Key, value: Value, most: number): void {
  // Anew at the end: a map's order is that in which its keys came.
  kept.delete(key)
  kept.set(key, value)
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(oldest)
  }
}
