const MAX_ENTRY = 65_535
const PREFIX_BYTES = 2

/** Entries, each after its length as a big-endian uint16. Throws RangeError where one is over 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => [lengthOf(entry), entry])
  return Uint8Array.from(Buffer.concat(parts))
}

/** Throws RangeError where the bytes end within an entry or its length. */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: Uint8Array[] = []
  for (let at = 0; at < view.length; ) {
    if (at + PREFIX_BYTES > view.length) throw new RangeError('a bundle that ends within a length')
    const start = at + PREFIX_BYTES
    at = start + view.readUInt16BE(at)
    if (at > view.length) throw new RangeError('a bundle that ends within an entry')
    entries.push(Uint8Array.from(view.subarray(start, at)))
  }
  return entries
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  if (length > MAX_ENTRY) throw new RangeError(`an entry of ${length} bytes fits no bundle`)
  return Uint8Array.of(length >> 8, length & 0xff)
}
