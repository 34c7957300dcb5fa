import { NumberText } from './exact-json.ts'

/** An unsigned 64-bit integer as canonical decimal text: Feldera's fingerprints use all 64 bits, a JS number has 53. */
export type U64 = string & { readonly __brand: 'u64' }

const CANONICAL = /^(?:0|[1-9][0-9]{0,19})$/
const MAX = '18446744073709551615'

/** The value, or undefined where the text is not a canonical decimal in 0 … 2^64−1 (no sign, fraction, exponent or leading zero). */
export function parseU64(text: string): U64 | undefined {
  if (!CANONICAL.test(text)) return undefined
  if (text.length === MAX.length && text > MAX) return undefined
  return text as U64
}

/** The same of a value that was parsed exactly; undefined where it is no number. */
export function u64In(value: unknown): U64 | undefined {
  return value instanceof NumberText ? parseU64(value.source) : undefined
}

/** Negative, zero or positive, as `Array.prototype.sort` wants it. */
export function compareU64(a: U64, b: U64): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
