import type { Archive } from '../../archive/archive.ts'
import { appendToLog, grown } from '../../archive/log/append-to-log.ts'
import { EMPTY_TREE, type LogTree, readTree } from '../../archive/log/log-tree.ts'
import { CHECKPOINT } from '../../archive/log/names.ts'
import { keyOfSigner, vkeyOf } from '../../archive/log/notes/key-change.ts'
import { openNote } from '../../archive/log/notes/note.ts'
import { openCheckpoint, type SignedCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import type { Signer } from '../../archive/log/notes/signer.ts'
import type { VerifierKey } from '../../archive/log/notes/verifier-key.ts'
import { sameHash } from '../../archive/log/tree/hashes.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Committed } from '../../ledger/work/log-progress.ts'
import { stateChange } from './state-change.ts'
import { entriesOf } from './steps.ts'

/** What a committed tree takes to stand in the archive, signed. */
export interface PublishingPorts {
  readonly ledger: Ledger
  readonly archive: Archive
  readonly signer: Signer
  /** Who signed before `signer` does: as long as the log has not gone on under the new key. Of a key that was lost only what verifies. */
  readonly before?: Signer | VerifierKey
  readonly clock: Clock
}

/** The tree that was committed last, as the archive shows it; published now where that was not done. */
export async function published(
  ports: PublishingPorts,
  lockForMs: number,
  committed: Committed | undefined,
): Promise<LogTree | 'moved'> {
  const newest = await newestOfOurs(ports)
  if (committed === undefined) {
    if (newest === undefined) return EMPTY_TREE
    throw new Error(
      `the archive holds a log of ${newest.size} entries that the work table does not know: npm run ledger -- rebuild`,
    )
  }
  const size = newest?.size ?? 0n
  // Somebody has moved the log since we read how far it is.
  if (size > committed.size) return 'moved'
  if (size === committed.size && newest !== undefined)
    return readTree(ports.archive, agreed(newest, committed))
  if (size !== committed.before) {
    throw new Error(
      `the archive’s log has ${size} entries where ${committed.before} were published: it was rolled back`,
    )
  }
  const tree = newest === undefined ? EMPTY_TREE : await readTree(ports.archive, newest)
  const entries = await entriesOf(ports.ledger, committed.steps, { appended: new Map() })
  const after = grown(tree, entries)
  agreed(after, committed)
  return publish(ports, lockForMs, tree, committed, entries)
}

/**
 * Signs and publishes what was committed, with the key that it was committed for; where that is another than the tree's, the change is stated before.
 * Who has another key, since the log has gone on under a new one, must not go on.
 */
export async function publish(
  ports: PublishingPorts,
  lockForMs: number,
  tree: LogTree,
  committed: Committed,
  entries: readonly Uint8Array[],
): Promise<LogTree | 'moved'> {
  const { archive, signer, before, clock } = ports
  const lockUntilMs = clock.now() + lockForMs
  const own = vkeyOf(signer)
  if (committed.key === undefined || committed.key === own) {
    await stateChange({ archive, signer, before, lockUntilMs }, tree)
    return appendToLog({ archive, signer, lockUntilMs }, tree, entries)
  }
  if (before !== undefined && 'sign' in before && committed.key === vkeyOf(before))
    return appendToLog({ archive, signer: before, lockUntilMs }, tree, entries)
  throw new Error(`the log goes on under the key ${committed.key}, and this run has ${own}`)
}

/** The newest signed tree: of our key, or of the one before. */
async function newestOfOurs({
  archive,
  signer,
  before,
}: Pick<PublishingPorts, 'archive' | 'signer' | 'before'>): Promise<SignedCheckpoint | undefined> {
  const note = await archive.get(CHECKPOINT)
  if (note === undefined) return undefined
  const isOlder = before !== undefined && 'text' in openNote(note, keyOfSigner(before))
  return { ...openCheckpoint(note, keyOfSigner(isOlder ? before : signer), CHECKPOINT), note }
}

function agreed<T extends Pick<SignedCheckpoint, 'size' | 'root'>>(tree: T, committed: Committed): T {
  if (tree.size !== committed.size || !sameHash(tree.root, Buffer.from(committed.root, 'hex'))) {
    throw new Error(`FORK: the log of ${tree.size} entries has another root than the one that was committed`)
  }
  return tree
}
