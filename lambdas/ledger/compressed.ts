import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

// zlib gives a part of the buffer that it filled, 16 KiB unless told otherwise, and the whole of it stays as long as the part does.
const MOST_CHUNK_BYTES = 64 * 1_024
const LEAST_CHUNK_BYTES = 1_024

// Beyond it costs more time than it saves in write units.
const USUAL_QUALITY = 5

/** How text of ours is kept in items. */
export function compressed(text: string, quality = USUAL_QUALITY): Uint8Array {
  const chunkSize = Math.min(MOST_CHUNK_BYTES, Math.max(LEAST_CHUNK_BYTES, text.length))
  return brotliCompressSync(text, { chunkSize, params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
}

/** Throws where the bytes are not what `compressed` makes. */
export function decompressed(bytes: Uint8Array): string {
  return brotliDecompressSync(bytes).toString('utf8')
}
