import type { ArchiveReader } from './archive.ts'

/** The bytes of an object that must be there. Throws where they are not. */
export async function bytesIn(archive: Pick<ArchiveReader, 'get'>, name: string): Promise<Uint8Array> {
  const bytes = await archive.get(name)
  if (bytes === undefined) throw new Error(`${name}: the archive does not have it`)
  return bytes
}
