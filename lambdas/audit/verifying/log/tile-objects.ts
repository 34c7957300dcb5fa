import type { ArchiveReader } from '../../../archive/archive.ts'
import { decodeBundle } from '../../../archive/log/tree/bundle.ts'
import type { Hash } from '../../../archive/log/tree/hashes.ts'
import { decodeTile } from '../../../archive/log/tree/tile.ts'
import { bundlePath, FULL_WIDTH, tilePath } from '../../../archive/log/tree/tile-path.ts'
import { errorText } from '../../../domain/log-line.ts'
import { type ArchiveNames, type Row, rowKey } from '../archive-names.ts'
import type { Findings } from '../findings.ts'

/** An object of the log, taken apart; `width` is the object’s own, which may be more than was asked for. */
export interface Taken<T> {
  readonly name: string
  readonly width: number
  readonly parts: readonly T[]
}

/** The tiles and bundles of an archive, read one at a time and told of where they are not what their name says. */
export interface TileObjects {
  /** In exactly this width, or, where that has been superseded meanwhile, in a greater one. */
  readonly hashes: (level: number, index: bigint, width: number) => Promise<Taken<Hash> | undefined>
  readonly entries: (index: bigint, width: number) => Promise<Taken<Uint8Array> | undefined>
  /** In exactly this width; undefined, without a word, where it has gone since it was listed. */
  readonly exactHashes: (level: number, index: bigint, width: number) => Promise<Taken<Hash> | undefined>
  readonly exactEntries: (index: bigint, width: number) => Promise<Taken<Uint8Array> | undefined>
}

export function createTileObjects(
  reader: Pick<ArchiveReader, 'get'>,
  { tiles }: Pick<ArchiveNames, 'tiles'>,
  findings: Findings,
): TileObjects {
  const take = async <T>(
    name: string,
    width: number,
    decode: (bytes: Uint8Array) => readonly T[],
  ): Promise<Taken<T> | 'absent' | 'damaged'> => {
    const bytes = await reader.get(name)
    if (bytes === undefined) return 'absent'
    try {
      const parts = decode(bytes)
      if (parts.length !== width) throw new RangeError(`holds ${parts.length}, not ${width}`)
      return { name, width, parts }
    } catch (error) {
      findings.broken(name, errorText(error))
      return 'damaged'
    }
  }
  const exact = async <T>(...given: Parameters<typeof take<T>>): Promise<Taken<T> | undefined> => {
    const taken = await take(...given)
    return typeof taken === 'string' ? undefined : taken
  }
  const widest = async <T>(
    row: Row,
    index: bigint,
    width: number,
    read: (width: number) => Promise<Taken<T> | 'absent' | 'damaged'>,
    nameOf: (width: number) => string,
  ): Promise<Taken<T> | undefined> => {
    const wider = (tiles.get(rowKey(row, index)) ?? []).filter((other) => other > width)
    for (const candidate of new Set([width, FULL_WIDTH, ...wider])) {
      const taken = await read(candidate)
      if (taken === 'damaged') return undefined
      if (taken !== 'absent') return { ...taken, parts: taken.parts.slice(0, width) }
    }
    findings.broken(nameOf(width), 'is not there')
    return undefined
  }
  const readHashes = (level: number, index: bigint) => (width: number) =>
    take(tilePath({ level, index, width }), width, (bytes) => decodeTile(bytes, width))
  const readEntries = (index: bigint) => (width: number) =>
    take(bundlePath(index, width), width, decodeBundle)
  return {
    hashes: (level, index, width) =>
      widest(level, index, width, readHashes(level, index), (w) => tilePath({ level, index, width: w })),
    entries: (index, width) =>
      widest('entries', index, width, readEntries(index), (w) => bundlePath(index, w)),
    exactHashes: (level, index, width) =>
      exact(tilePath({ level, index, width }), width, (bytes) => decodeTile(bytes, width)),
    exactEntries: (index, width) => exact(bundlePath(index, width), width, decodeBundle),
  }
}
