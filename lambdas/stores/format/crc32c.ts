/** CRC-32C (Castagnoli, RFC 3720 §12.1), reflected: the checksum of Feldera's storage files. `node:zlib` has only CRC-32. */

const POLYNOMIAL = 0x82f63b78
const SLICES = 8

// Table k says what a byte does to the sum k bytes later, so that eight bytes are taken in one step.
const TABLES = tables()

/** The checksum as an unsigned 32-bit integer. */
export function crc32c(bytes: Uint8Array): number {
  return crc32cAfter(0, bytes)
}

/** The checksum of what had `before` as its checksum, followed by these bytes. */
export function crc32cAfter(before: number, bytes: Uint8Array): number {
  const table = TABLES
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % SLICES)
  let sum = ~before
  for (let i = 0; i < whole; i += SLICES) {
    const low = sum ^ view.getUint32(i, true)
    const high = view.getUint32(i + 4, true)
    sum =
      at(table, 7, low & 0xff) ^
      at(table, 6, (low >>> 8) & 0xff) ^
      at(table, 5, (low >>> 16) & 0xff) ^
      at(table, 4, low >>> 24) ^
      at(table, 3, high & 0xff) ^
      at(table, 2, (high >>> 8) & 0xff) ^
      at(table, 1, (high >>> 16) & 0xff) ^
      at(table, 0, high >>> 24)
  }
  for (let i = whole; i < bytes.length; i += 1)
    sum = at(table, 0, (sum ^ view.getUint8(i)) & 0xff) ^ (sum >>> 8)
  return ~sum >>> 0
}

function at(table: Int32Array, slice: number, byte: number): number {
  return table[(slice << 8) | byte] ?? 0
}

function tables(): Int32Array {
  const table = new Int32Array(SLICES * 256)
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1
    table[byte] = sum
  }
  for (let i = 256; i < table.length; i += 1) {
    const before = table[i - 256] ?? 0
    table[i] = at(table, 0, before & 0xff) ^ (before >>> 8)
  }
  return table
}
