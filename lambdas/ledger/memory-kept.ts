/** Makes what a store in memory keeps its things in: its own, or those of somebody who goes back to what was there before. */
export interface Kept {
  readonly map: <K, V>() => Map<K, V>
  readonly set: <T>() => Set<T>
}

export const ITS_OWN: Kept = { map: () => new Map(), set: () => new Set() }
