import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
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
      const other = await putOrFind(path, bytes).catch((cause: unknown) => {
        throw new Error(`${name} could not be kept`, { cause })
      })
      if (other?.equals(bytes) === false) throw new Error(`FORK: ${name} is there with other bytes`)
      return 'kept'
    },
    get: async (name) => {
      const path = pathOf(name)
      try {
        return await readFile(path)
      } catch (cause) {
        if (isCode(cause, 'ENOENT')) return undefined
        throw new Error(`${name} could not be read`, { cause })
      }
    },
  }
}

/** Puts the bytes durably, or returns what is there already. */
async function putOrFind(path: string, bytes: Uint8Array): Promise<Buffer | undefined> {
  const folder = dirname(path)
  await makeDurably(folder)
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`
  let taken = false
  try {
    await writeDurably(draft, bytes)
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

async function makeDurably(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  const above = dirname(resolve(first))
  // A new folder is as durable as its name in the one above.
  for (let made = resolve(folder); made !== above; made = dirname(made)) await syncFolder(dirname(made))
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

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
