import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Archive } from './archive.ts'

// `evidence/<sha256>` and the like: no dots, so that no name leads out of the folder.
const NAME = /^[a-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/

/** The archive as a folder. It cannot lock: whoever may write there may also delete. */
export function createFileArchive({ directory }: { directory: string }): Archive {
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error(`${name} is no name of an object`)
    return join(directory, name)
  }
  return {
    put: async (name, bytes) => {
      const path = pathOf(name)
      await mkdir(dirname(path), { recursive: true })
      const draft = `${path}.${randomBytes(6).toString('hex')}.draft`
      await writeDurably(draft, bytes)
      try {
        // A link appears whole or not at all, and never replaces what is there.
        await link(draft, path)
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw new Error(`${name} could not be kept`, { cause: error })
        if (!(await readFile(path)).equals(bytes))
          throw new Error(`FORK: ${name} is there with other bytes`, { cause: error })
      } finally {
        await unlink(draft)
      }
      await syncDirectory(dirname(path))
      return 'kept'
    },
    get: async (name) => {
      try {
        return await readFile(pathOf(name))
      } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined
        throw new Error(`${name} could not be read`, { cause: error })
      }
    },
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
