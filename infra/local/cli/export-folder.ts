import { appendFile, mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isCode } from '../../../lambdas/archive/file-archive-reader.ts'
import type { Sink } from '../../../lambdas/audit/export/sink.ts'
import { Refused } from '../refused.ts'

/** A new or empty folder for an export; refuses one that holds anything, so that nothing else is taken for a part of it. */
export async function exportFolder(path: string): Promise<Sink> {
  const there = await readdir(path).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return []
    throw new Refused(`--out: ${path} is no folder that can be read`, { cause: error })
  })
  if (there.length > 0) throw new Refused(`--out: ${path} is not empty: give a new folder`)
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw new Refused(`--out: ${path} cannot be made`, { cause })
  })
  const placed = async (name: string): Promise<string> => {
    const file = join(path, name)
    await mkdir(dirname(file), { recursive: true })
    return file
  }
  return {
    put: async (name, bytes) => writeFile(await placed(name), bytes),
    add: async (name, lines) => appendFile(await placed(name), lines),
    has: async (name) =>
      stat(join(path, name)).then(
        () => true,
        (error: unknown) => {
          if (isCode(error, 'ENOENT')) return false
          throw error
        },
      ),
    finish: async (name, bytes) => {
      const [file, draft] = [await placed(name), await placed(`${name}.draft`)]
      await writeFile(draft, bytes, { flush: true })
      await rename(draft, file)
      await synced(path)
    },
  }
}

async function synced(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
