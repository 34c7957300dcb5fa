/** The code points of a text in UTF-8 as RFC 3629 §4 has it, or undefined: no overlong form, no surrogate, nothing beyond U+10FFFF. */
export function codePointsOf(bytes: Uint8Array): Uint32Array | undefined {
  const points = new Uint32Array(bytes.length)
  let count = 0
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0
    const form = FORMS.find(({ from, to }) => first >= from && first <= to)
    if (form === undefined) return undefined
    let point = first - form.lead
    for (let k = 1; k < form.bytes; k += 1) {
      const next = bytes[i + k]
      if (next === undefined || next < 0x80 || next > 0xbf) return undefined
      point = point * 64 + (next - 0x80)
    }
    if (point < form.least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined
    points[count] = point
    count += 1
    i += form.bytes
  }
  return points.subarray(0, count)
}

const FORMS = [
  { from: 0x00, to: 0x7f, lead: 0x00, bytes: 1, least: 0 },
  { from: 0xc2, to: 0xdf, lead: 0xc0, bytes: 2, least: 0x80 },
  { from: 0xe0, to: 0xef, lead: 0xe0, bytes: 3, least: 0x800 },
  { from: 0xf0, to: 0xf4, lead: 0xf0, bytes: 4, least: 0x10000 },
] as const
