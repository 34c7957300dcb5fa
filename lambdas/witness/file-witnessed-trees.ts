import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceDurably } from '../archive/durable-files.ts'
import { isCode } from '../archive/file-archive-reader.ts'
import { sha256Hex } from '../domain/canonical.ts'
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
  const pathOf = (origin: string): string => join(directory, sha256Hex(origin))
  const read: WitnessedTrees['read'] = async (origin) => {
    const note = await readFile(pathOf(origin), 'utf8').catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return undefined
      throw new Error(`${origin}: cannot be read`, { cause: error })
    })
    return note === undefined ? undefined : witnessedTreeIn(note)
  }
  return {
    read,
    advance: async (from, next) =>
      exclusively(async () => {
        if ((await read(next.origin))?.size !== from) return 'moved' as const
        await replaceDurably(join(directory, 'drafts'), pathOf(next.origin), Buffer.from(next.note))
        return 'advanced' as const
      }),
  }
}
