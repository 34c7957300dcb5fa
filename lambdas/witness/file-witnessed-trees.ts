import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { witnessedTreeIn } from './witnessed-tree-text.ts'
import type { WitnessedTrees } from './witnessed-trees.ts'

export interface FileWitnessedTreesOptions {
  readonly directory: string
  /** Does the work while no other process does any: a folder cannot compare and replace in one step. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
}

/** A file per log, named by the SHA-256 of its origin, which may have any form. */
export function createFileWitnessedTrees({
  directory,
  exclusively,
}: FileWitnessedTreesOptions): WitnessedTrees {
  const pathOf = (origin: string): string =>
    join(directory, createHash('sha256').update(origin).digest('hex'))
  const read: WitnessedTrees['read'] = async (origin) => {
    const note = await readFile(pathOf(origin), 'utf8').catch((error: unknown) => {
      if (isAbsent(error)) return undefined
      throw new Error(`${origin}: cannot be read`, { cause: error })
    })
    return note === undefined ? undefined : witnessedTreeIn(note)
  }
  return {
    read,
    advance: async (from, next) =>
      exclusively(async () => {
        if ((await read(next.origin))?.size !== from) return 'moved' as const
        await mkdir(directory, { recursive: true })
        await replaceDurably(directory, pathOf(next.origin), next.note)
        return 'advanced' as const
      }),
  }
}

async function replaceDurably(directory: string, path: string, text: string): Promise<void> {
  const draft = join(directory, `${randomBytes(8).toString('hex')}.draft`)
  const file = await open(draft, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  const folder = await open(directory, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
