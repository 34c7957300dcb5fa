import type { ArchiveReader } from '../../lambdas/archive/archive.ts'
import { exportPeriod } from '../../lambdas/audit/export/export.ts'
import type { Instant } from '../../lambdas/domain/instant.ts'
import { createMemoryArchive, type MemoryArchive } from '../support/memory-archive.ts'

/** An export into memory: what was written, in which order, and what came of it. */
export async function exported(archive: ArchiveReader, from: Instant, to: Instant) {
  const objects = new Map<string, Uint8Array>()
  const order: string[] = []
  const sink = {
    put: async (name: string, bytes: Uint8Array) => {
      order.push(name)
      objects.set(name, bytes)
    },
    add: async (name: string, lines: string) => {
      objects.set(name, Buffer.concat([objects.get(name) ?? Buffer.of(), Buffer.from(lines)]))
    },
    has: async (name: string) => objects.has(name),
    finish: async (name: string, bytes: Uint8Array) => {
      order.push(`finish ${name}`)
      objects.set(name, bytes)
    },
  }
  const progress: string[] = []
  const outcome = await exportPeriod(
    { archive, sink, onProgress: (doing, done, of) => progress.push(`${doing} ${done}/${of}`) },
    { from, to },
  )
  return { outcome, objects, order, progress, copy: createMemoryArchive(objects) }
}

/** A line of NDJSON as an export has them: texts, and hashes under `proof`. */
export interface Line {
  readonly index?: string
  readonly ledger?: string
  readonly seq?: string
  readonly hash?: string
  readonly entry?: string
  readonly from_size?: string
  readonly from_root?: string
  readonly size?: string
  readonly root?: string
  readonly proof?: readonly string[]
}

export function linesIn({ objects }: Pick<MemoryArchive, 'objects'>, name: string): readonly Line[] {
  const text = Buffer.from(objects.get(name) ?? []).toString('utf8')
  if (text === '') return []
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
