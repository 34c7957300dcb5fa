import type { BigIntStats } from 'node:fs'
import { type FileHandle, open, opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isCode, pathIn } from '../archive/file-archive-reader.ts'
import { type Span, type StoredObject, StoreFailure, type StoreReader } from './store-reader.ts'

const PAGE = 1_000

export interface FileStorePorts {
  readonly directory: string
  /** Ours to make: where it is not there yet, nothing is in it. What Feldera fills and is not there is unobservable instead. */
  readonly isOurs?: boolean
}

/** A store in a folder: what `rclone` wrote to a disk, or a copy of a bucket. Links are followed to files, never to folders. */
export function createFileStore({ directory, isOurs = false }: FileStorePorts): StoreReader {
  return {
    list: () => pages(directory, isOurs),
    head: async (name) => {
      const path = pathIn(directory, name)
      return whereFile(name, async () => objectOf(name, await stat(path, { bigint: true })))
    },
    read: async (name, maxBytes) => {
      const had = await withFile(directory, name, async (file, object) =>
        object.bytes > maxBytes
          ? ({ kind: 'too-large', object } as const)
          : ({
              kind: 'had',
              object,
              bytes: await spanOf(file, { offset: 0, length: object.bytes }),
            } as const),
      )
      if (had === 'withheld') return { kind: 'withheld', why: 'EACCES' }
      if (had === undefined) return { kind: 'none' }
      if (had.kind === 'too-large') return had
      if (had.bytes === null) throw new StoreFailure(`${name}: it became shorter while it was read`)
      return { kind: 'had', object: had.object, bytes: had.bytes }
    },
    readSpan: async ({ name, etag }, span) => {
      const had = await withFile(directory, name, async (file, object) =>
        object.etag === etag ? await spanOf(file, span) : null,
      )
      if (had === 'withheld') return { kind: 'withheld', why: 'EACCES' }
      if (had === undefined) return { kind: 'none' }
      return had === null ? { kind: 'changed' } : { kind: 'had', bytes: had }
    },
  }
}

async function* pages(directory: string, isOurs: boolean): AsyncGenerator<readonly StoredObject[]> {
  let page: StoredObject[] = []
  for await (const name of namesBelow(directory, '', isOurs)) {
    const object = await whereFile(name, async () =>
      objectOf(name, await stat(join(directory, name), { bigint: true })),
    )
    if (object !== undefined) page.push(object)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  yield page
}

async function* namesBelow(directory: string, folder: string, mayBeNone: boolean): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(join(directory, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) yield* namesBelow(directory, name, true)
      else if (entry.isFile() || entry.isSymbolicLink()) yield name
    }
  } catch (cause) {
    // A folder within may go while we list; the store itself may not.
    if (mayBeNone && isCode(cause, 'ENOENT')) return
    if (cause instanceof StoreFailure) throw cause
    throw new StoreFailure(`${join(directory, folder)} cannot be listed`, { cause })
  }
}

/** Nothing where it is no plain file: a folder is no object. */
function objectOf(name: string, stats: BigIntStats): StoredObject | undefined {
  if (!stats.isFile()) return undefined
  // A file that is written anew in place has another time of change, one that is put in its place another inode.
  return {
    name,
    bytes: Number(stats.size),
    etag: [stats.mtimeNs, stats.ino, stats.size].map((part) => part.toString(36)).join('-'),
  }
}

async function withFile<T>(
  directory: string,
  name: string,
  work: (file: FileHandle, object: StoredObject) => Promise<T>,
): Promise<T | undefined | 'withheld'> {
  const path = pathIn(directory, name)
  try {
    return await whereFile(name, async () => {
      const file = await open(path, 'r')
      try {
        const object = objectOf(name, await file.stat({ bigint: true }))
        return object === undefined ? undefined : await work(file, object)
      } finally {
        await file.close()
      }
    })
  } catch (error) {
    if (error instanceof StoreFailure && isCode(error.cause, 'EACCES')) return 'withheld'
    throw error
  }
}

async function whereFile<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (cause) {
    if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR') || isCode(cause, 'EISDIR')) return undefined
    if (cause instanceof StoreFailure) throw cause
    throw new StoreFailure(`${name} cannot be read`, { cause })
  }
}

/** The span's bytes; null where the file does not reach so far. */
async function spanOf(file: FileHandle, { offset, length }: Span): Promise<Uint8Array | null> {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done)
    if (bytesRead === 0) return null
    done += bytesRead
  }
  return bytes
}
