import { PER_TILE } from '../archive/log/tree/tile-path.ts'
import type { Instant } from '../domain/instant.ts'
import type { LogAt } from './log-at.ts'

/** An entry by its place in its ledger, and when it was recorded. */
export interface Wanted {
  readonly ledger: string
  readonly seq: number
  readonly at: Instant
}

/**
 * The index of an entry in the log; undefined where the log of this size does not have it.
 *
 * Entries stand in the log about in the order of their times, and those of one ledger exactly in that of `seq`. So it is looked for
 * around the bundle of its time, from there outwards, and every entry of its ledger that is met says on which side it is not.
 * Where neither helps, everything is read before it is said that it is not there. `from`: it is known not to be before.
 */
export async function leafIndexOf(log: LogAt, wanted: Wanted, from = 0n): Promise<bigint | undefined> {
  let [low, high] = [from, log.size]
  if (low >= high) return undefined
  const middle = await bundleOf(log, wanted.at)
  for (const index of outwards(middle, (log.size - 1n) / PER_TILE)) {
    // Those that are excluded are passed over without being read.
    if ((index + 1n) * PER_TILE <= low || index * PER_TILE >= high) continue
    for (const [place, seq] of seqsIn(await log.bundle(index), wanted.ledger)) {
      const leaf = index * PER_TILE + BigInt(place)
      if (seq === wanted.seq) return leaf >= from ? leaf : undefined
      if (seq < wanted.seq && leaf >= low) low = leaf + 1n
      if (seq > wanted.seq && leaf < high) high = leaf
    }
    if (low >= high) return undefined
  }
  return undefined
}

/** When an entry was recorded, without parsing it: `at` is the first member of its canonical form. Throws where it is not. */
export function atOf(entry: Uint8Array): string {
  const text = Buffer.from(entry.buffer, entry.byteOffset, Math.min(entry.length, AT_END)).toString('latin1')
  if (!AT.test(text)) throw new Error('an entry that does not begin with its time')
  return text.slice(AT_START)
}

const AT_START = '{"at":"'.length
const AT_END = AT_START + '2026-11-23T20:00:00.000Z'.length
const AT = /^\{"at":"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** The last bundle that begins at or before this time; the first one where none does. A guess: times are only about in order. */
async function bundleOf(log: LogAt, at: Instant): Promise<bigint> {
  let [low, high] = [0n, (log.size + PER_TILE - 1n) / PER_TILE]
  while (low < high) {
    const middle = (low + high) / 2n
    const [first] = await log.bundle(middle)
    if (first !== undefined && atOf(first) > at) high = middle
    else low = middle + 1n
  }
  return low === 0n ? 0n : low - 1n
}

/** Every index up to the last one, nearest first: later ones before earlier ones, since entries come into the log late. */
function* outwards(middle: bigint, last: bigint): Generator<bigint> {
  yield middle
  for (let distance = 1n; distance <= middle || middle + distance <= last; distance += 1n) {
    if (middle + distance <= last) yield middle + distance
    if (distance <= middle) yield middle - distance
  }
}

/** Place and seq of each entry of a ledger. */
function* seqsIn(entries: readonly Uint8Array[], ledger: string): Generator<[number, number]> {
  // In the canonical form the two stand next to each other; parsing is for those that may be it.
  const mark = `"ledger":${JSON.stringify(ledger)},"prev":"`
  for (const [place, entry] of entries.entries()) {
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length)
    if (!bytes.includes(mark)) continue
    const parsed: unknown = JSON.parse(bytes.toString('utf8'))
    if (isNumbered(parsed) && parsed.ledger === ledger) yield [place, Number(parsed.seq)]
  }
}

function isNumbered(value: unknown): value is { readonly ledger: unknown; readonly seq: unknown } {
  return typeof value === 'object' && value !== null && 'ledger' in value && 'seq' in value
}
