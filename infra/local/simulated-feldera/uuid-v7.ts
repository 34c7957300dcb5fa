import { parseUuid, type Uuid } from '../../../lambdas/domain/checkpoint.ts'

/** A number in [0, 1), as `Math.random` gives it. */
export type Random = () => number

/** A UUID of version 7 (RFC 9562) born at `atMs`, Unix milliseconds: what Feldera's `Uuid::now_v7()` mints. */
export function uuidV7(atMs: number, random: Random): Uuid {
  const time = (BigInt(Math.trunc(atMs)) & 0xffff_ffff_ffffn) << 80n
  const version = 0x7n << 76n
  const variant = 0x2n << 62n
  const chance = (bits(12, random) << 64n) | (bits(31, random) << 31n) | bits(31, random)
  const hex = (time | version | variant | chance).toString(16).padStart(32, '0')
  const uuid = parseUuid(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'))
  if (uuid === undefined) throw new Error(`no UUID: ${hex}`)
  return uuid
}

/** A whole number of at most `count` random bits, `count` ≤ 32. */
export function bits(count: number, random: Random): bigint {
  return BigInt(Math.floor(random() * 2 ** count))
}
