/** Texts that are written several on a line. */
export function apart(written: string): readonly string[] {
  return written.trim().split(/ ¦ |\n\s*/)
}

/** Bytes, written so in hexadecimal. */
export function bytesApart(written: string): readonly Buffer[] {
  return apart(written).map((hexadecimal) => Buffer.from(hexadecimal.replaceAll(' ', ''), 'hex'))
}
