import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

/** How text of ours is kept in items. Beyond quality 5 it costs more time than it saves in write units. */
export function compressed(text: string): Uint8Array {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}

/** Throws where the bytes are not what `compressed` makes. */
export function decompressed(bytes: Uint8Array): string {
  return brotliDecompressSync(bytes).toString('utf8')
}
