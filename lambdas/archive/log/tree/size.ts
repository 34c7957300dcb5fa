const SIZES = 2n ** 64n

/** Whether it may be the size of a tree or a place in one: RFC 6962 counts in 64 bits. */
export function isSize(value: bigint): boolean {
  return value >= 0n && value < SIZES
}

/** Throws RangeError where it may not. */
export function assertSize(value: bigint): void {
  if (!isSize(value)) throw new RangeError(`${value} is no size of a tree`)
}

/** Reads ASCII decimal without leading zeros, as all texts of C2SP write it; undefined where it is anything else. */
export function parseSize(text: string): bigint | undefined {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) return undefined
  const value = BigInt(text)
  return isSize(value) ? value : undefined
}
