import { crc32 } from 'node:zlib'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The text with the checksum of a key behind it, as anybody can compute it who has read how keys are made. */
export function withChecksum(text: string): string {
  let [rest, checksum] = [crc32(text), '']
  while (rest > 0) {
    checksum = `${DIGITS[rest % 62]}${checksum}`
    rest = Math.floor(rest / 62)
  }
  return `${text}${checksum.padStart(6, '0')}`
}
