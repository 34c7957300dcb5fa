import type { U64 } from '../u64.ts'

/** Adds up bytes exactly, and counts what says nothing of its size. */
export function byteSum(sizes: readonly (U64 | null)[] = []) {
  let [bytes, without] = [0n, 0]
  const add = (size: U64 | null): void => {
    if (size === null) without += 1
    else bytes += BigInt(size)
  }
  for (const size of sizes) add(size)
  return {
    add,
    /** Decimal. */
    bytes: (): string => String(bytes),
    without: (): number => without,
  }
}
