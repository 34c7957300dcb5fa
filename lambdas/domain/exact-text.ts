// `ignoreBOM` keeps a byte order mark: the text must give back the very bytes that were hashed or signed.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of bytes in UTF-8, which gives back these very bytes. Throws TypeError where they are none. */
export function exactText(bytes: Uint8Array): string {
  return utf8.decode(bytes)
}
