import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Archive } from '../../lambdas/archive/archive.ts'
import type { Signer } from '../../lambdas/archive/log/notes/signer.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { compressed } from '../../lambdas/ledger/compressed.ts'
import { itemOf } from '../../lambdas/ledger/item.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import type { LogProgress, Watermarks } from '../../lambdas/ledger/work/log-progress.ts'
import { committedText, watermarksText } from '../../lambdas/ledger/work/log-progress-text.ts'
import { packed } from '../../lambdas/ledger/work/overview-bytes.ts'
import type { Overviews } from '../../lambdas/ledger/work/overviews.ts'
import type { SourceClient } from '../../lambdas/recorder/source-client.ts'
import { type Count, readUnits, writeUnits } from './units.ts'

/** The recorder's parts over memory, each counting what its real counterpart would be billed. */

export function countingLedger(ledger: Ledger, count: Count): Ledger {
  // By the entry's hash: compressing a state again for every read took a third of all the time.
  const sizes = new Map<string, number>()
  const sizeOf = ({ entry }: Sealed): number => {
    const bytes = sizes.get(entry.hash)
    if (bytes === undefined) throw new Error(`${entry.ledger} ${entry.seq} was not appended here`)
    return bytes
  }
  const read = (found: readonly Sealed[]): void =>
    count({ readUnits: readUnits(found.reduce((sum, sealed) => sum + sizeOf(sealed), 0)) })
  return {
    append: async (sealed) => {
      const bytes = bytesOf(sealed)
      sizes.set(sealed.entry.hash, bytes)
      count({ writeUnits: writeUnits(bytes), ledgerBytes: bytes, streamRecords: 1 })
      return ledger.append(sealed)
    },
    head: async (name) => {
      const head = await ledger.head(name)
      read(head === undefined ? [] : [head])
      return head
    },
    readForward: async (...asked) => {
      const found = await ledger.readForward(...asked)
      read(found)
      return found
    },
    readBackward: async (...asked) => {
      const found = await ledger.readBackward(...asked)
      read(found)
      return found
    },
  }
}

export function countingOverviews(overviews: Overviews, count: Count): Overviews {
  return {
    read: async (shard) => {
      const found = await overviews.read(shard)
      count({ readUnits: readUnits(found.overview === undefined ? 0 : packed(found.overview).length) })
      return found
    },
    all: async () => {
      const all = await overviews.all()
      count({ readUnits: readUnits(all.reduce((sum, one) => sum + packed(one).length, 0)) })
      return all
    },
    readAll: async () => {
      const read = await overviews.readAll()
      const sizes = [...read.values()].map(({ overview }) =>
        overview === undefined ? 0 : packed(overview).length,
      )
      count({ readUnits: readUnits(sizes.reduce((sum, size) => sum + size, 0)) })
      return read
    },
    write: async (overview, version) => {
      count({ writeUnits: writeUnits(packed(overview).length) })
      return overviews.write(overview, version)
    },
  }
}

export function countingProgress(progress: LogProgress, count: Count): LogProgress {
  // Every shard reads the watermarks of all.
  const sizes = new WeakMap<Watermarks, number>()
  const sizeOf = (watermarks: Watermarks): number => {
    const bytes = sizes.get(watermarks) ?? compressed(watermarksText(watermarks)).length
    sizes.set(watermarks, bytes)
    return bytes
  }
  return {
    ...progress,
    read: async () => {
      const read = await progress.read()
      count({
        readUnits: readUnits(
          read.committed === undefined ? 0 : compressed(committedText(read.committed)).length,
        ),
      })
      return read
    },
    watermarks: async () => {
      const all = await progress.watermarks()
      const bytes = [...all.values()].reduce((sum, one) => sum + sizeOf(one), 0)
      count({ readUnits: readUnits(bytes) })
      return all
    },
    pending: async () => {
      count({ readUnits: 1 })
      return progress.pending()
    },
    commit: async (next, shard, version) => {
      const [head, watermarks] = [
        compressed(committedText(next)),
        compressed(watermarksText(shard.watermarks)),
      ]
      count({ writeUnits: 2 * (writeUnits(head.length) + writeUnits(watermarks.length)) })
      return progress.commit(next, shard, version)
    },
  }
}

export function countingArchive(archive: Archive, count: Count): Archive {
  const stays = (name: string, bytes: Uint8Array): number => (name.includes('.p/') ? 0 : bytes.length)
  return {
    ...archive,
    get: async (name) => {
      count({ gets: 1 })
      return archive.get(name)
    },
    put: async (name, bytes, options) => {
      const evidencePuts = name.startsWith('evidence/') ? 1 : 0
      count({ puts: 1, evidencePuts, archiveBytes: stays(name, bytes) })
      return archive.put(name, bytes, options)
    },
    replace: async (...given) => {
      count({ puts: 1 })
      return archive.replace(...given)
    },
    supersede: async (...given) => {
      count({ puts: 1 })
      return archive.supersede(...given)
    },
  }
}

export function countingSigner(signer: Signer, count: Count): Signer {
  return {
    ...signer,
    sign: async (bytes) => {
      count({ signatures: 1 })
      return signer.sign(bytes)
    },
  }
}

export function countingSource(source: SourceClient, count: Count): SourceClient {
  return {
    listCheckpoints: async (...asked) => {
      const answer = await source.listCheckpoints(...asked)
      count({ asked: answer.answers.length, askedBytes: bytesIn(answer.answers) })
      return answer
    },
    listPipelines: async (...asked) => {
      const answer = await source.listPipelines(...asked)
      count({ asked: answer.answers.length, askedBytes: bytesIn(answer.answers) })
      return answer
    },
    listEvents: async (...asked) => {
      const answer = await source.listEvents(...asked)
      count({ asked: answer.answers.length, askedBytes: bytesIn(answer.answers) })
      return answer
    },
  }
}

function bytesIn(answers: readonly { readonly body: Uint8Array | null }[]): number {
  return answers.reduce((sum, { body }) => sum + (body?.length ?? 0), 0)
}

/** As DynamoDB counts it: names and values in UTF-8. */
function bytesOf(sealed: Sealed): number {
  return Object.entries(itemOf(sealed)).reduce(
    (sum, [name, value]) => sum + name.length + valueBytes(value),
    0,
  )
}

function valueBytes({ S, N, B }: AttributeValue): number {
  return S === undefined
    ? N === undefined
      ? (B?.length ?? 0)
      : Math.ceil(N.length / 2) + 1
    : Buffer.byteLength(S)
}
