import { appendToLog } from '../../lambdas/archive/log/append-to-log.ts'
import { EMPTY_TREE, type LogTree } from '../../lambdas/archive/log/log-tree.ts'
import type { Signer } from '../../lambdas/archive/log/notes/signer.ts'
import { decodeBundle } from '../../lambdas/archive/log/tree/bundle.ts'
import { bundlePath, widthAt } from '../../lambdas/archive/log/tree/tile-path.ts'
import { bodyOf, type Content, entryHash, NO_PREVIOUS, openEntry } from '../../lambdas/domain/entry.ts'
import { createMemoryArchive } from './memory-archive.ts'
import type { Kept, ProvenLog } from './proven-log.ts'

/** All leaves of a log, as text, in their order. */
export function leavesOf({ objects }: Kept): string[] {
  const size = BigInt(textOf(objects, 'checkpoint').split('\n')[1] ?? '')
  const leaves: string[] = []
  for (let index = 0n; index * 256n < size; index += 1n) {
    const bundle = objects.get(bundlePath(index, widthAt(size, 0, index)))
    leaves.push(...decodeBundle(bundle ?? new Uint8Array()).map((leaf) => Buffer.from(leaf).toString('utf8')))
  }
  return leaves
}

/** The log that whoever has the key makes of other leaves: tiles, root and signature are right, what they hold need not be. */
export async function forged(log: ProvenLog, leaves: readonly string[], signer = log.signer): Promise<Kept> {
  const objects = new Map([...log.objects].filter(([name]) => name.startsWith('evidence/')))
  await writeLog(objects, leaves, signer)
  return { objects, items: log.items.map((item) => ({ ...item })) }
}

/** Writes a log of these leaves in steps, as the sequencer does. */
export async function writeLog(
  objects: Map<string, Uint8Array>,
  leaves: readonly string[],
  signer: Signer,
  step = leaves.length,
): Promise<void> {
  const archive = createMemoryArchive(objects)
  let tree: LogTree = EMPTY_TREE
  for (let from = 0; from < leaves.length; from += step) {
    const entries = leaves.slice(from, from + step).map((leaf) => Buffer.from(leaf))
    const grown = await appendToLog({ archive, signer, lockUntilMs: 0 }, tree, entries)
    if (grown === 'moved') throw new Error('nobody else writes here')
    tree = grown
  }
}

/** The leaves with one entry changed and everything behind it in its ledger sealed anew: a consistent other history. */
export function resealed(
  leaves: readonly string[],
  place: string,
  change: (content: Content) => Partial<Content>,
): string[] {
  const heads = new Map<string, string>()
  return leaves.map((leaf) => {
    const entry = openEntry(leaf)
    const isMeant = `${entry.ledger} ${entry.seq}` === place
    const prev = heads.get(entry.ledger) ?? (entry.seq === 1 ? NO_PREVIOUS : entry.prev)
    const body = bodyOf({ ...entry, prev, ...(isMeant ? change(entry) : {}) })
    heads.set(entry.ledger, entryHash(body))
    return body
  })
}

export function textOf(objects: ReadonlyMap<string, Uint8Array>, name: string): string {
  return Buffer.from(objects.get(name) ?? []).toString('utf8')
}

/** One bit of one byte of an object is another. */
export function flip(objects: Map<string, Uint8Array>, name: string, at: number, bit = 1): void {
  const bytes = Uint8Array.from(objects.get(name) ?? [])
  bytes[at] = (bytes[at] ?? 0) ^ bit
  objects.set(name, bytes)
}
