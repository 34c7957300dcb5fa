import { readFile } from 'node:fs/promises'
import { equalBytes } from '../../archive/equal-bytes.ts'
import { pathIn } from '../../archive/file-archive-reader.ts'
import { createFileStore } from '../file-store.ts'
import { type StoredObject, StoreFailure, type StoreReader } from '../store-reader.ts'
import { isSameDigest } from './digest.ts'
import { digested } from './digested.ts'
import { type DraftPorts, drafted, linked } from './drafts.ts'
import type { Copied, CopyOptions, CopySource, StoreWriter } from './store-writer.ts'

/** Writes into a folder. It cannot lock: whoever may write there may also delete. */
export function createFileWriter(ports: DraftPorts): StoreWriter {
  const here = createFileStore({ directory: ports.directory })
  return {
    locks: false,
    copy: (name, from, options) => told(name, () => copied(ports, here, name, from, options)),
    put: (name, bytes) =>
      told(name, async () => {
        const outcome = await drafted(ports, async (draft) => {
          await draft.file.writeFile(bytes)
          return linked(ports, name, draft)
        })
        const isThere = async () => equalBytes(await readFile(pathIn(ports.directory, name)), bytes)
        return outcome === 'linked' || (await isThere()) ? 'put' : 'taken'
      }),
    lock: async (name) => {
      const there = await here.head(name)
      return there === undefined ? undefined : { bytes: there.bytes, lockedUntilMs: null }
    },
  }
}

async function copied(
  ports: DraftPorts,
  here: StoreReader,
  name: string,
  from: CopySource,
  options: CopyOptions,
): Promise<Copied> {
  const before = await here.head(name)
  if (before !== undefined) return compared(here, before, from, options)
  const { expected, isTimeUp } = options
  const outcome = await drafted(ports, async (draft) => {
    const { reader, object } = from
    const digestBy = expected?.partBytes ?? null
    const read = await digested({ reader, object, digestBy, isTimeUp }, (bytes) =>
      draft.file.writeFile(bytes),
    )
    if (read.kind !== 'digested') return read
    if (expected !== undefined && !isSameDigest(read.digest, expected))
      return { kind: 'differs' as const, digest: read.digest }
    return (await linked(ports, name, draft)) === 'linked' ? read : ('taken' as const)
  })
  if (outcome === 'taken') return copied(ports, here, name, from, options)
  if (outcome.kind !== 'digested') return outcome
  return { kind: 'copied', digest: outcome.digest, lockedUntilMs: null, wasThere: false }
}

/** What stands there already counts where it is the very same, byte for byte: nobody else vouches for a file. */
async function compared(
  here: StoreReader,
  there: StoredObject,
  { reader, object }: CopySource,
  { expected, isTimeUp }: CopyOptions,
): Promise<Copied> {
  if (there.bytes !== object.bytes) return { kind: 'taken' }
  const digestBy = expected?.partBytes ?? null
  const wanted = await digested({ reader, object, digestBy, isTimeUp }, () => {})
  if (wanted.kind !== 'digested') return wanted
  if (expected !== undefined && !isSameDigest(wanted.digest, expected))
    return { kind: 'differs', digest: wanted.digest }
  const found = await digested({ reader: here, object: there, digestBy, isTimeUp }, () => {})
  if (found.kind === 'out-of-time') return found
  if (found.kind !== 'digested' || !isSameDigest(found.digest, wanted.digest)) return { kind: 'taken' }
  return { kind: 'copied', digest: found.digest, lockedUntilMs: null, wasThere: true }
}

/** What the disk refuses is the place's failure. */
async function told<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof StoreFailure) throw cause
    throw new StoreFailure(`${name} could not be written`, { cause })
  }
}
