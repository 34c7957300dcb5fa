import type { Span } from '../store-reader.ts'
import { childrenOf, openBlock } from './block.ts'
import { crc32cAfter } from './crc32c.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'
import { type BlockPlace, isWithin, magicOf, SECTOR, type Trailer } from './trailer.ts'

/** Reads a span of one writing of one object. Throws `Unread` where it is not to be had. */
export type ReadSpan = (span: Span) => Promise<Uint8Array>

/** What is read at once, at most, of blocks that stand side by side. */
const RUN_BYTES = 4 * 1_024 * 1_024
// Beyond it a block would have to be held whole; Feldera aims at 8 KiB.
const MAX_BLOCK_BYTES = 64 * 1_024 * 1_024
const MAX_DEPTH = 64
// A filter is never compressed, so it is summed up part by part. Bloom, roaring, modular.
const FILTER_MAGICS = ['LFFB', 'LFFR', 'LFMB']

interface Run extends Span {
  readonly blocks: readonly BlockPlace[]
  readonly depth: number
}

/**
 * Checks the checksum of every block that the trailer leads to, with a few MiB at a time in memory.
 * Whole means that every byte of the file belongs to a block that holds, or to the trailer.
 */
export async function checkBlocks(
  read: ReadSpan,
  { compression, roots, filter }: Trailer,
  fileBytes: number,
): Promise<Parsed<null>> {
  const endsAt = fileBytes - SECTOR
  let covered = filter?.length ?? 0
  if (filter !== null) {
    const outcome = await checkFilter(read, filter)
    if (outcome.kind !== 'whole') return outcome
  }
  const left: Run[] = runsOf(roots, 0)
  for (let run = left.pop(); run !== undefined; run = left.pop()) {
    covered += run.length
    // A loop, or a block that two lead to: it would never end.
    if (covered > endsAt) return damaged('its blocks overlap')
    if (run.depth > MAX_DEPTH) return damaged(`its index is deeper than ${MAX_DEPTH}`)
    if (run.length > MAX_BLOCK_BYTES) return unknown(`a block of ${run.length} bytes`)
    const stored = await read(run)
    for (const place of run.blocks) {
      const begins = place.offset - run.offset
      const block = openBlock(stored.subarray(begins, begins + place.length), place, compression)
      if (block.kind !== 'whole') return block
      if (place.type === 'data') continue
      const children = childrenOf(block.value)
      if (children.kind !== 'whole') return children
      if (!children.value.every((child) => isWithin(child, endsAt)))
        return damaged(`its block at ${place.offset} points beyond its end`)
      left.push(...runsOf(children.value, run.depth + 1))
    }
  }
  return covered === endsAt
    ? { kind: 'whole', value: null }
    : unknown(`${endsAt - covered} bytes that no block holds`)
}

/** Neighbours are read together: a request for each block of 8 KiB would be a thousand times as many. */
function runsOf(places: readonly BlockPlace[], depth: number): Run[] {
  const runs: { offset: number; length: number; blocks: BlockPlace[]; depth: number }[] = []
  for (const place of places.toSorted((a, b) => a.offset - b.offset)) {
    const last = runs.at(-1)
    const isNext = last !== undefined && last.offset + last.length === place.offset
    if (isNext && last.length + place.length <= RUN_BYTES) {
      last.length += place.length
      last.blocks.push(place)
    } else runs.push({ offset: place.offset, length: place.length, blocks: [place], depth })
  }
  return runs
}

async function checkFilter(read: ReadSpan, filter: Span): Promise<Parsed<null>> {
  const first = await read({ offset: filter.offset, length: Math.min(filter.length, RUN_BYTES) })
  if (!FILTER_MAGICS.includes(magicOf(first))) return damaged('its filter is no filter block')
  let sum = crc32cAfter(0, first.subarray(4))
  for (let done = first.length; done < filter.length; done += RUN_BYTES) {
    const length = Math.min(filter.length - done, RUN_BYTES)
    sum = crc32cAfter(sum, await read({ offset: filter.offset + done, length }))
  }
  const said = new DataView(first.buffer, first.byteOffset).getUint32(0, true)
  return said === sum
    ? { kind: 'whole', value: null }
    : damaged(`the checksum of its filter at ${filter.offset} is wrong`)
}
