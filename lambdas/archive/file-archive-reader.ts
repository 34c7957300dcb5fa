import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArchiveReader } from './archive.ts'

// `evidence/<sha256>`, `tile/0/000.p/5`, `log.vkey`: a dot only between other characters, so that no name leads out of the folder.
const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?:\/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*$/

/** An archive in a folder, to be read only: the local system's, a copy of the bucket, or an export. */
export function createFileArchiveReader({ directory }: { readonly directory: string }): ArchiveReader {
  return {
    get: async (name) => {
      const path = pathIn(directory, name)
      try {
        return await readFile(path)
      } catch (cause) {
        if (await isNone(cause, directory)) return undefined
        throw new Error(`${name} could not be read`, { cause })
      }
    },
    list: (folder) => namesBelow(directory, folder.replace(/\/$/, '')),
  }
}

/** Where an object stands. Throws where the name is none. */
export function pathIn(directory: string, name: string): string {
  if (!NAME.test(name)) throw new Error(`${name} is no name of an object`)
  return join(directory, name)
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** No object of this name: also where a folder stands in its place, or, within an archive that is one, a file in that of its folder. */
async function isNone(error: unknown, directory: string): Promise<boolean> {
  if (isCode(error, 'ENOENT') || isCode(error, 'EISDIR')) return true
  return isCode(error, 'ENOTDIR') && (await stat(directory)).isDirectory()
}

/** Folder by folder, each in the order of its names: what is listed at once is one folder. */
async function* namesBelow(directory: string, folder: string): AsyncGenerator<string> {
  const entries = await entriesOf(directory, folder)
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* namesBelow(directory, name)
    else yield name
  }
}

async function entriesOf(directory: string, folder: string): Promise<readonly Dirent[]> {
  const path = join(directory, folder)
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (cause) {
    if (await isNone(cause, directory)) return []
    throw new Error(`${path} could not be listed`, { cause })
  }
}
