import { appendToLog } from '../../lambdas/archive/log/append-to-log.ts'
import { EMPTY_TREE, type LogTree } from '../../lambdas/archive/log/log-tree.ts'
import { type Entry, seal } from '../../lambdas/domain/entry.ts'
import { at } from '../support/listings.ts'
import { testSigner } from '../support/logging.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

/** Entries of these ledgers, recorded so many seconds after the tests' beginning (or when the one before was, if that is later). */
export function made(ledgersAndTimes: readonly (readonly [string, number])[]): readonly Uint8Array[] {
  const heads = new Map<string, Entry>()
  return ledgersAndTimes.map(([ledger, seconds]) => {
    const entry = seal(heads.get(ledger), {
      at: at(seconds),
      by: 'recorder',
      epoch: null,
      events: [{ kind: 'run-completed', severity: 'silent', data: {} }],
      evidence: [],
      ledger,
      run: null,
    })
    heads.set(ledger, entry)
    return Buffer.from(entry.body)
  })
}

/** A signed log of these entries in memory, each list signed by itself. */
export async function madeLog(...lists: readonly (readonly Uint8Array[])[]) {
  const archive = createMemoryArchive()
  const signer = testSigner()
  let tree: LogTree = EMPTY_TREE
  for (const entries of lists) {
    const next = await appendToLog({ archive, signer, lockUntilMs: 0 }, tree, entries)
    if (next === 'moved') throw new Error('nobody else is here')
    tree = next
  }
  return { archive, signer, size: tree.size, root: tree.root }
}
