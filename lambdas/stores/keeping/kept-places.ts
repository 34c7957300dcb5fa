import { join } from 'node:path'
import { createFileStore } from '../file-store.ts'
import type { StoreReader } from '../store-reader.ts'
import { createFileWriter } from '../writing/file-writer.ts'
import type { StoreWriter } from '../writing/store-writer.ts'
import { keptFolder } from './kept-names.ts'

/** The archive below `copies/<source>/<pipeline>/`. */
export interface KeptPlaces {
  /** What says that a checkpoint is kept. */
  readonly checkpoints: Place
  /** What they need, each once. */
  readonly objects: Place
}

export interface Place {
  readonly reader: StoreReader
  readonly writer: StoreWriter
}

/** In an archive that is a folder; undefined for a pipeline whose name is no path. */
export function keptInFiles(archive: string, pipeline: string): KeptPlaces | undefined {
  const folder = keptFolder(pipeline)
  if (folder === undefined) return undefined
  const place = (name: string): Place => {
    const directory = join(archive, folder, name)
    return {
      reader: createFileStore({ directory, isOurs: true }),
      // Where the archive itself has its drafts.
      writer: createFileWriter({ directory, drafts: `${archive}.drafts` }),
    }
  }
  return { checkpoints: place('checkpoints'), objects: place('objects') }
}
