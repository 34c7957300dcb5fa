import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Makes the folder and those above it, so that they are still there after a power cut. */
export async function makeDurably(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  const above = dirname(resolve(first))
  // A new folder is as durable as its name in the one above.
  for (let made = resolve(folder); made !== above; made = dirname(made)) await syncFolder(dirname(made))
}

/** What was linked or renamed in it is durable on return. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Puts the bytes in the place of what is there, as a whole: durable on return. `drafts`: a folder of the same file system. */
export async function replaceDurably(drafts: string, path: string, bytes: Uint8Array): Promise<void> {
  await makeDurably(dirname(path))
  await rename(await drafted(drafts, bytes), path)
  await syncFolder(dirname(path))
}

/** The bytes, durable under a name that nobody else has. */
export async function drafted(drafts: string, bytes: Uint8Array): Promise<string> {
  await mkdir(drafts, { recursive: true })
  const path = join(drafts, randomBytes(8).toString('hex'))
  try {
    await writeDurably(path, bytes)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return path
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
