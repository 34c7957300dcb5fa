import { PER_TILE } from '../../archive/log/tree/tile-path.ts'
import type { Instant } from '../../domain/instant.ts'
import { atOf } from '../leaf-index.ts'
import type { LogAt } from '../log-at.ts'

/** The leaves from `first` on, `end` not among them. */
export interface Span {
  readonly first: bigint
  readonly end: bigint
}

// Read together: an archive in S3 answers in some 30 ms each.
const AT_ONCE = 16n

/**
 * The leaves from the first to the last entry of a period; undefined where it has none. Entries come into the log about in the order
 * of their times, but nothing bounds how late one may come: so every entry's time is looked at (26 bytes of each, no parsing).
 */
export async function spanOf(
  log: LogAt,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  onProgress: (done: bigint) => void,
): Promise<Span | undefined> {
  let span: Span | undefined
  const count = (log.size + PER_TILE - 1n) / PER_TILE
  for (let start = 0n; start < count; start += AT_ONCE) {
    const indexes = upTo(start, start + AT_ONCE < count ? start + AT_ONCE : count)
    const bundles = await Promise.all(indexes.map(log.bundle))
    for (const [i, entries] of bundles.entries()) {
      for (const [place, entry] of entries.entries()) {
        const at = atOf(entry)
        if (at < from || at >= to) continue
        const leaf = (start + BigInt(i)) * PER_TILE + BigInt(place)
        span = { first: span?.first ?? leaf, end: leaf + 1n }
      }
    }
    const done = (start + BigInt(indexes.length)) * PER_TILE
    onProgress(done < log.size ? done : log.size)
  }
  return span
}

export function upTo(start: bigint, end: bigint): readonly bigint[] {
  return Array.from({ length: Number(end - start) }, (_, i) => start + BigInt(i))
}
