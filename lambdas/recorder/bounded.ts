import { canonical } from '../domain/canonical.ts'
import type { EventData } from '../domain/event.ts'

// A run is one entry whatever it covers; names beyond this stand in the evidence.
const MAX_NAMES = 100
// Of the 60,000 bytes of an entry, for each list; names and identifiers may be long.
const MAX_LIST_BYTES = 8_000

/** The first of a list, as many as an entry has room for, and how many more there are. */
export function bounded(items: readonly EventData[], maxBytes = MAX_LIST_BYTES): EventData {
  let bytes = 0
  const beyond = items.findIndex((item, i) => {
    bytes += Buffer.byteLength(canonical(item)) + 1
    return i >= MAX_NAMES || bytes > maxBytes
  })
  return beyond === -1 ? items : [...items.slice(0, beyond), { more: String(items.length - beyond) }]
}
