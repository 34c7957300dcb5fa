import type { ReadSpan } from './blocks.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'

/** One member of an archive, as its central directory tells of it (PKWARE APPNOTE 4.3.12). */
export interface ZipMember {
  readonly name: string
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly crc32: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  /** Where its local header begins. */
  readonly offset: number
}

export interface ZipDirectory {
  readonly members: readonly ZipMember[]
  /** Where the directory begins: all members end before it. */
  readonly offset: number
}

const END_BYTES = 22
// 22 bytes, a comment of up to 65,535, and before them the locator of a zip64 end.
const TAIL_BYTES = END_BYTES + 65_535 + 20
// A directory of some 100,000 members; a checkpoint has a few hundred.
const MAX_DIRECTORY_BYTES = 16 * 1_024 * 1_024
const MEMBER_BYTES = 46

/** Reads the directory, which stands at the very end: an archive that is cut has none. */
export async function readZipDirectory(read: ReadSpan, bytes: number): Promise<Parsed<ZipDirectory>> {
  if (bytes < END_BYTES) return damaged('it is shorter than any archive')
  const tail = await read({ offset: Math.max(0, bytes - TAIL_BYTES), length: Math.min(bytes, TAIL_BYTES) })
  const end = await endOf(read, tail, bytes)
  if (end.kind !== 'whole') return end
  const { offset, length, count, endsAt } = end.value
  // Bytes before the archive, or between it and its end, are not what any writer of archives leaves.
  if (offset + length !== endsAt) return damaged('its directory is not where its end says')
  if (length > MAX_DIRECTORY_BYTES) return unknown(`a zip directory of ${length} bytes`)
  const directory = length === 0 ? new Uint8Array() : await read({ offset, length })
  const members = membersIn(directory, count)
  return members.kind === 'whole' ? { kind: 'whole', value: { members: members.value, offset } } : members
}

interface End {
  readonly offset: number
  readonly length: number
  readonly count: number
  /** Where the records of the end begin. */
  readonly endsAt: number
}

async function endOf(read: ReadSpan, tail: Uint8Array, bytes: number): Promise<Parsed<End>> {
  const view = viewOf(tail)
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue
    if (at + END_BYTES + view.getUint16(at + 20, true) !== tail.length) continue
    if (view.getUint32(at + 4, true) !== 0) return unknown('an archive of several volumes')
    const end: End = {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
      endsAt: bytes - tail.length + at,
    }
    // Some writers put a zip64 end where they need none.
    return at >= 20 && view.getUint32(at - 20, true) === 0x07064b50
      ? largeEnd(read, Number(view.getBigUint64(at - 20 + 8, true)), bytes)
      : { kind: 'whole', value: end }
  }
  return damaged('it does not end as an archive does: it is cut, or no archive')
}

async function largeEnd(read: ReadSpan, at: number, bytes: number): Promise<Parsed<End>> {
  if (at + 56 > bytes) return damaged('its zip64 end lies beyond its end')
  const view = viewOf(await read({ offset: at, length: 56 }))
  if (view.getUint32(0, true) !== 0x06064b50) return damaged('its zip64 end is not where it should be')
  const [count, length, offset] = [32, 40, 48].map((field) => Number(view.getBigUint64(field, true)))
  return { kind: 'whole', value: { count: count ?? 0, length: length ?? 0, offset: offset ?? 0, endsAt: at } }
}

function membersIn(directory: Uint8Array, count: number): Parsed<readonly ZipMember[]> {
  const view = viewOf(directory)
  const members: ZipMember[] = []
  let at = 0
  while (at < directory.length) {
    if (at + MEMBER_BYTES > directory.length || view.getUint32(at, true) !== 0x02014b50)
      return damaged('its directory is broken')
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    )
    const extraAt = at + MEMBER_BYTES + (nameBytes ?? 0)
    const next = extraAt + (extraBytes ?? 0) + (commentBytes ?? 0)
    if (next > directory.length) return damaged('its directory is broken')
    if ((view.getUint16(at + 8, true) & 1) === 1) return unknown('an encrypted archive')
    const sizes = sizesOf(view, at, { at: extraAt, bytes: extraBytes ?? 0 })
    if (sizes === undefined) return damaged('its directory is broken')
    members.push({
      name: new TextDecoder().decode(directory.subarray(at + MEMBER_BYTES, extraAt)),
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      ...sizes,
    })
    at = next
  }
  return members.length === count
    ? { kind: 'whole', value: members }
    : damaged(`its directory names ${members.length} members, its end says ${count}`)
}

type Sizes = Pick<ZipMember, 'packedBytes' | 'unpackedBytes' | 'offset'>

/** 32-bit sizes, or, where these are all ones, the 64-bit ones of the zip64 field, in this order. */
function sizesOf(view: DataView, at: number, extra: { at: number; bytes: number }): Sizes | undefined {
  const wide = zip64Field(view, extra)
  let taken = wide.at
  const value = (field: number): number => {
    const small = view.getUint32(at + field, true)
    if (small !== 0xffffffff) return small
    taken += 8
    return taken <= wide.end ? Number(view.getBigUint64(taken - 8, true)) : Number.NaN
  }
  const [unpackedBytes, packedBytes, offset] = [value(24), value(20), value(42)]
  if ([unpackedBytes, packedBytes, offset].some((size) => !Number.isSafeInteger(size))) return undefined
  return { unpackedBytes, packedBytes, offset }
}

function zip64Field(view: DataView, extra: { at: number; bytes: number }): { at: number; end: number } {
  const end = extra.at + extra.bytes
  for (let at = extra.at; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    const length = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === 1 && at + 4 + length <= end) return { at: at + 4, end: at + 4 + length }
  }
  return { at: end, end }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
