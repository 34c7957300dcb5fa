import { bytesIn } from '../../archive/bytes-in.ts'
import { sha256Hex } from '../../domain/canonical.ts'
import { evidenceLines } from '../evidence-lines.ts'
import type { Copying } from './sink.ts'

/** Copies evidence, each object once, and those that hold the bodies of its answers. Throws where one is missing or has other bytes. */
export function copyEvidence({ archive, sink }: Pick<Copying, 'archive' | 'sink'>) {
  let count = 0
  async function copy(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const object = `evidence/${name}`
      if (await sink.has(object)) continue
      const bytes = await bytesIn(archive, object)
      if (sha256Hex(bytes) !== name) throw new Error(`${object}: its bytes have another hash`)
      await sink.put(object, bytes)
      count += 1
      await copy(holdersIn(object, bytes))
    }
  }
  return { copy, count: () => count }
}

/** The objects that hold bodies which were unchanged (`body_in`). */
function holdersIn(object: string, bytes: Uint8Array): readonly string[] {
  return evidenceLines(bytes).flatMap((line) => {
    if (!line.includes('"body_in"')) return []
    const answer: unknown = JSON.parse(line)
    const holder: unknown =
      typeof answer === 'object' && answer !== null && 'body_in' in answer ? answer.body_in : null
    if (holder === null) return []
    if (typeof holder !== 'string' || !/^[0-9a-f]{64}$/.test(holder))
      throw new Error(`${object}: body_in is no name of an object`)
    return [holder]
  })
}
