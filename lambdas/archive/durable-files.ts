import { mkdir, open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

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
