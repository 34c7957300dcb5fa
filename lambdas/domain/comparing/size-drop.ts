import { compareU64, type U64 } from '../u64.ts'

/** How many sizes the median is taken of. */
export const SIZES_REMEMBERED = 10

const MILLION = 1_000_000n

/** Whether a size is below this share (0 < share < 1, to a millionth) of the median of those before it. Exact at any size. */
export function isDrop(size: U64, before: readonly U64[], share: number): boolean {
  const sorted = before.toSorted(compareU64)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  if (low === undefined || high === undefined) return false
  // The mean of the two in the middle (the same one twice where their number is odd), without dividing.
  return (
    BigInt(size) * 2n * MILLION < (BigInt(low) + BigInt(high)) * BigInt(Math.round(share * Number(MILLION)))
  )
}
