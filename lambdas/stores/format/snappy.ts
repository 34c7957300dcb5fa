/**
 * A raw Snappy block unpacked (google/snappy, format_description.txt); undefined where it is none, or would be larger than `maxBytes`.
 * Takes time and memory in proportion to what it returns.
 */
export function unpackSnappy(packed: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const length = lengthIn(packed)
  if (length === undefined || length.value > maxBytes) return undefined
  const out = new Uint8Array(length.value)
  let [from, to] = [length.end, 0]
  while (from < packed.length) {
    const step = elementAt(packed, from)
    if (step === undefined || to + step.length > out.length) return undefined
    if (step.back === 0) {
      if (step.next + step.length > packed.length) return undefined
      out.set(packed.subarray(step.next, step.next + step.length), to)
      from = step.next + step.length
    } else {
      if (step.back > to) return undefined
      copyBack(out, to, step.back, step.length)
      from = step.next
    }
    to += step.length
  }
  return to === out.length ? out : undefined
}

interface Element {
  /** How many bytes it makes. */
  readonly length: number
  /** How far back they are copied from; 0: they follow, literally, at `next`. */
  readonly back: number
  readonly next: number
}

function elementAt(packed: Uint8Array, at: number): Element | undefined {
  const tag = packed[at] ?? 0
  const high = tag >>> 2
  switch (tag & 3) {
    case 0: {
      if (high < 60) return { length: high + 1, back: 0, next: at + 1 }
      const width = high - 59
      const length = littleEndian(packed, at + 1, width)
      return length === undefined ? undefined : { length: length + 1, back: 0, next: at + 1 + width }
    }
    case 1: {
      const low = packed[at + 1]
      if (low === undefined) return undefined
      return copy((high & 7) + 4, ((tag >>> 5) << 8) | low, at + 2)
    }
    case 2:
      return copy(high + 1, littleEndian(packed, at + 1, 2), at + 3)
    default:
      return copy(high + 1, littleEndian(packed, at + 1, 4), at + 5)
  }
}

function copy(length: number, back: number | undefined, next: number): Element | undefined {
  return back === undefined || back === 0 ? undefined : { length, back, next }
}

/** What is copied may reach into what the copy itself writes: a run. */
function copyBack(out: Uint8Array, to: number, back: number, length: number): void {
  if (back >= length) {
    out.copyWithin(to, to - back, to - back + length)
    return
  }
  for (let i = 0; i < length; i += 1) out[to + i] = out[to + i - back] ?? 0
}

function lengthIn(packed: Uint8Array): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let i = 0; i < 5; i += 1) {
    const byte = packed[i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: i + 1 }
  }
  return undefined
}

function littleEndian(bytes: Uint8Array, at: number, width: number): number | undefined {
  if (at + width > bytes.length) return undefined
  let value = 0
  for (let i = 0; i < width; i += 1) value += (bytes[at + i] ?? 0) * 2 ** (8 * i)
  return value
}
