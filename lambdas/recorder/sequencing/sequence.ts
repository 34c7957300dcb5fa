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
import type { Committed, LogProgress } from '../../ledger/work/log-progress.ts'
import type { Noted } from './noted-ledger.ts'
import { stateChange } from './state-change.ts'
import { entriesOf, greatestOf, nextSteps } from './steps.ts'

export interface SequencePorts {
  readonly ledger: Ledger
  readonly archive: Archive
  readonly progress: LogProgress
  readonly signer: Signer
  /** Who signed before `signer` does: as long as the log has not gone on under the new key. Of a key that was lost only what verifies. */
  readonly before?: Signer | VerifierKey
  readonly clock: Clock
  readonly random: () => number
}

export interface SequenceOptions {
  readonly shard: string
  /** How long what is public is locked. */
  readonly lockForMs: number
}

// So often others may be faster before it is said: they sequence what they know, and what is left waits for the next run.
// Dozens of shards end together: each step takes a second at most, and whoever lost waits at random for up to this long.
const ATTEMPTS = 40
const WAIT_MS = 100
const LONGEST_WAIT_MS = 3_000

/**
 * Brings every entry that is recorded and not yet in the log into it, and signs the tree that this makes.
 *
 * 1. What was committed last is published, if a crash left it half done. 2. What lies between the watermarks and the heads
 * is chosen. 3. The tree and the watermarks are moved in one transaction: the commit point, so that no entry is left out or
 * taken twice, whatever dies and whoever else is at work. 4. Tiles, signature, `checkpoint`.
 * A tree is signed only where it grew from the signed one that was read back from the archive.
 *
 * Throws where a store fails, where the archive contradicts what was signed, and where others were faster 40 times: then
 * the log is as true as before, and the next run goes on.
 */
export async function sequence(
  ports: SequencePorts,
  { shard, lockForMs }: SequenceOptions,
  noted: Noted,
): Promise<void> {
  for (let lost = 0; lost < ATTEMPTS; ) {
    const { committed, version } = await ports.progress.read()
    const tree = await published(ports, lockForMs, committed)
    const next = tree === 'moved' ? 'overtaken' : await chosen(ports, shard, tree, noted)
    if (next === 'nothing') return
    const outcome =
      next === 'overtaken' ? next : await ports.progress.commit(next.committed, next.shard, version)
    if (outcome === 'overtaken' || next === 'overtaken' || tree === 'moved') {
      lost += 1
      await ports.clock.sleep(Math.min(LONGEST_WAIT_MS, WAIT_MS * 2 ** lost) * ports.random())
      continue
    }
    // From here the step is part of the log: a crash loses only time, and the next sequencing publishes it.
    await publish(ports, lockForMs, tree, next.committed, next.entries)
    await settle(ports, next)
    if (next.isAll) return
  }
  throw new Error(`the log: others were faster ${ATTEMPTS} times`)
}

/** The tree that was committed last, as the archive shows it; published now where that was not done. */
async function published(
  ports: SequencePorts,
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
async function publish(
  ports: SequencePorts,
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
}: Pick<SequencePorts, 'archive' | 'signer' | 'before'>): Promise<SignedCheckpoint | undefined> {
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

interface Chosen {
  readonly committed: Committed
  readonly shard: { readonly name: string; readonly watermarks: ReadonlyMap<string, number> }
  readonly entries: readonly Uint8Array[]
  readonly pending: ReadonlyMap<string, number>
  /** Nothing is left for another step. */
  readonly isAll: boolean
}

async function chosen(
  { ledger, progress, signer }: SequencePorts,
  shard: string,
  tree: LogTree,
  noted: Noted,
): Promise<Chosen | 'nothing'> {
  const [shards, pending] = await Promise.all([progress.watermarks(), progress.pending()])
  const heads = new Map(noted.heads)
  for (const [name, seq] of pending) {
    const known = heads.get(name) ?? 0
    if (known < seq) heads.set(name, Math.max(known, (await ledger.head(name))?.entry.seq ?? 0))
  }
  const watermarkOf = greatestOf(shards)
  const steps = nextSteps(heads, watermarkOf)
  if (steps.length === 0) {
    for (const [name, seq] of pending)
      if (watermarkOf(name) >= seq) await progress.settlePending(name, watermarkOf(name))
    return 'nothing'
  }
  const entries = await entriesOf(ledger, steps, noted)
  const { size, root } = grown(tree, entries)
  const watermarks = new Map(shards.get(shard))
  for (const { ledger: name, to } of steps) watermarks.set(name, to)
  return {
    committed: {
      before: tree.size,
      size,
      root: Buffer.from(root).toString('hex'),
      key: vkeyOf(signer),
      steps,
    },
    shard: { name: shard, watermarks },
    entries,
    pending,
    isAll: [...heads].every(([name, head]) => (watermarks.get(name) ?? watermarkOf(name)) >= head),
  }
}

async function settle({ progress }: SequencePorts, { shard, pending }: Chosen): Promise<void> {
  for (const name of pending.keys()) {
    const watermark = shard.watermarks.get(name)
    if (watermark !== undefined) await progress.settlePending(name, watermark)
  }
}
