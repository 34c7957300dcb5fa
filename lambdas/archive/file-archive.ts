import { link, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Archive, Fork } from './archive.ts'
import { drafted, makeDurably, replaceDurably, syncFolder } from './durable-files.ts'
import { equalBytes } from './equal-bytes.ts'
import { createFileArchiveReader, isCode, pathIn } from './file-archive-reader.ts'

export interface FileArchiveOptions {
  readonly directory: string
  /** Does the work while no other process does any: a folder cannot compare and replace in one step. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
}

/** The archive as a folder. It cannot lock: whoever may write there may also delete. */
export function createFileArchive({ directory, exclusively }: FileArchiveOptions): Archive {
  const { get, list } = createFileArchiveReader({ directory })
  // Beside the archive, not in it: what a kill leaves of a draft is no object.
  const drafts = `${directory}.drafts`
  return {
    get,
    list,
    put: async (name, bytes) => {
      const other = await putOrFind(drafts, pathIn(directory, name), bytes).catch(unkept(name))
      if (other !== undefined && !equalBytes(other, bytes)) throw new Fork(name)
      return 'kept'
    },
    replace: async (name, bytes, over) =>
      exclusively(async () => {
        const there = await get(name)
        const isSame =
          there === undefined ? over === undefined : over !== undefined && equalBytes(there, over)
        if (!isSame) return 'moved' as const
        await replaceDurably(drafts, pathIn(directory, name), bytes).catch(unkept(name))
        return 'replaced' as const
      }),
    supersede: async (name, by) => {
      // Of a tile that is full nobody needs the parts (tlog-tiles); of one that grows the last ones stay.
      const folder = dirname(pathIn(directory, name))
      if (folder === `${pathIn(directory, by)}.p`) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Puts the bytes durably, or returns what is there already. */
async function putOrFind(drafts: string, path: string, bytes: Uint8Array): Promise<Buffer | undefined> {
  const folder = dirname(path)
  await makeDurably(folder)
  let taken = false
  const draft = await drafted(drafts, bytes)
  try {
    // A link appears whole or not at all, and never replaces what is there.
    await link(draft, path)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    taken = true
  } finally {
    await rm(draft, { force: true })
  }
  // Also where it was taken: he who put it may not have come this far.
  await syncFolder(folder)
  return taken ? readFile(path) : undefined
}

function unkept(name: string): (cause: unknown) => never {
  return (cause) => {
    throw new Error(`${name} could not be kept`, { cause })
  }
}
