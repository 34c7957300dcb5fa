import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import type { ReadSpan } from './blocks.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'
import type { ZipDirectory, ZipMember } from './zip-directory.ts'

const LOCAL_BYTES = 30
const PART_BYTES = 1_024 * 1_024
const [STORED, DEFLATED] = [0, 8]

/** Unpacks a member part by part and compares length and CRC-32; whole carries its first `keepBytes` bytes. */
export async function checkMember(
  read: ReadSpan,
  { offset: directoryAt }: ZipDirectory,
  member: ZipMember,
  keepBytes: number,
): Promise<Parsed<Uint8Array>> {
  const name = `its member ${shown(member.name)}`
  if (member.method !== STORED && member.method !== DEFLATED)
    return unknown(`${name} packed by method ${member.method}`)
  if (member.offset + LOCAL_BYTES > directoryAt) return damaged(`${name} lies beyond its end`)
  const local = await read({ offset: member.offset, length: LOCAL_BYTES })
  const view = new DataView(local.buffer, local.byteOffset, local.byteLength)
  if (view.getUint32(0, true) !== 0x04034b50 || view.getUint16(8, true) !== member.method)
    return damaged(`${name} is not where the directory says`)
  const begins = member.offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
  if (begins + member.packedBytes > directoryAt) return damaged(`${name} lies beyond its end`)
  const kept: Uint8Array[] = []
  const sum = { bytes: 0, crc: 0, keptBytes: 0 }
  const outcome = await unpacked(read, begins, member, (part) => {
    sum.bytes += part.length
    sum.crc = crc32(part, sum.crc)
    if (sum.keptBytes < keepBytes) {
      kept.push(part.subarray(0, keepBytes - sum.keptBytes))
      sum.keptBytes += Math.min(part.length, keepBytes - sum.keptBytes)
    }
    // What unpacks to more than it says may never end.
    return sum.bytes <= member.unpackedBytes
  })
  if (outcome === 'broken') return damaged(`${name} cannot be unpacked`)
  if (sum.bytes !== member.unpackedBytes) return damaged(`${name} has not the length that the directory says`)
  if (sum.crc !== member.crc32) return damaged(`the checksum of ${name} is wrong`)
  return { kind: 'whole', value: Buffer.concat(kept) }
}

type Take = (part: Uint8Array) => boolean

async function unpacked(
  read: ReadSpan,
  begins: number,
  { method, packedBytes }: ZipMember,
  take: Take,
): Promise<'unpacked' | 'broken'> {
  if (method === STORED) {
    for await (const part of partsOf(read, begins, packedBytes)) if (!take(part)) break
    return 'unpacked'
  }
  const enough = new AbortController()
  try {
    await pipeline(
      Readable.from(partsOf(read, begins, packedBytes)),
      createInflateRaw(),
      async (parts: AsyncIterable<Buffer>) => {
        for await (const part of parts) if (!take(part)) enough.abort()
      },
      { signal: enough.signal },
    )
    return 'unpacked'
  } catch (error) {
    if (enough.signal.aborted) return 'unpacked'
    if (isZlib(error)) return 'broken'
    throw error
  }
}

async function* partsOf(read: ReadSpan, begins: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < bytes; done += PART_BYTES)
    yield await read({ offset: begins + done, length: Math.min(PART_BYTES, bytes - done) })
}

/** Only the codes of zlib itself: the data is not what was packed. */
function isZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}

/** Names come from the archive, which is not ours: nothing that a terminal would obey, and not at any length. */
export function shown(name: string): string {
  const safe = name.replace(/[^\x20-\x7e]/g, '?')
  return safe.length > 120 ? `${safe.slice(0, 120)}…` : safe
}
