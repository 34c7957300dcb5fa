import type { ArchiveReader } from '../../../archive/archive.ts'
import { decodeBundle } from '../../../archive/log/tree/bundle.ts'
import { bundlePath, FULL_WIDTH, PER_TILE, widthAt } from '../../../archive/log/tree/tile-path.ts'
import { openEntry } from '../../../domain/entry.ts'
import type { HashesInLog } from './first-difference.ts'

/** Every entry that can be read, in the log's order; what cannot be read was told before. */
export async function* hashesIn(reader: Pick<ArchiveReader, 'get'>, size: bigint): HashesInLog {
  for (let index = 0n; index * PER_TILE < size; index += 1n) {
    const width = widthAt(size, 0, index)
    const bytes =
      (await reader.get(bundlePath(index, width))) ?? (await reader.get(bundlePath(index, FULL_WIDTH)))
    for (const leaf of leavesIn(bytes).slice(0, width)) {
      const entry = entryIn(leaf)
      if (entry !== undefined) yield entry
    }
  }
}

function leavesIn(bytes: Uint8Array | undefined): readonly Uint8Array[] {
  try {
    return bytes === undefined ? [] : decodeBundle(bytes)
  } catch {
    return []
  }
}

function entryIn(leaf: Uint8Array) {
  try {
    return openEntry(Buffer.from(leaf).toString('utf8'))
  } catch {
    return undefined
  }
}
