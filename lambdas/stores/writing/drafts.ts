import { randomBytes } from 'node:crypto'
import { type FileHandle, link, mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDurably, syncFolder } from '../../archive/durable-files.ts'
import { isCode, pathIn } from '../../archive/file-archive-reader.ts'

export interface DraftPorts {
  readonly directory: string
  /** Where files are written until they are whole: on the same disk, and no part of what is listed. A kill may leave some there. */
  readonly drafts: string
}

export interface Draft {
  readonly path: string
  readonly file: FileHandle
}

/** Does the work with a file of a name that nobody else has, which is gone afterwards. */
export async function drafted<T>({ drafts }: DraftPorts, work: (draft: Draft) => Promise<T>): Promise<T> {
  await mkdir(drafts, { recursive: true })
  const path = join(drafts, randomBytes(8).toString('hex'))
  const file = await open(path, 'wx')
  try {
    return await work({ path, file })
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

/** Gives the draft its name, durably; a link appears whole or not at all, and never replaces what is there. */
export async function linked(
  { directory }: DraftPorts,
  name: string,
  { path, file }: Draft,
): Promise<'linked' | 'taken'> {
  const place = pathIn(directory, name)
  await file.sync()
  await makeDurably(dirname(place))
  try {
    await link(path, place)
    return 'linked'
  } catch (error) {
    if (isCode(error, 'EEXIST')) return 'taken'
    throw error
  } finally {
    // Also where it was taken: who put it may not have come this far.
    await syncFolder(dirname(place))
  }
}
