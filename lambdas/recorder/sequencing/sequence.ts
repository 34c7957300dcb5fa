import { type ChoosingPorts, chosen, settle } from './choosing.ts'
import type { Noted } from './noted-ledger.ts'
import { type PublishingPorts, publish, published } from './publishing.ts'

export interface SequencePorts extends ChoosingPorts, PublishingPorts {
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
    const next = tree === 'moved' ? tree : await chosen(ports, shard, tree, noted)
    if (next === 'nothing') return
    if (
      tree === 'moved' ||
      next === 'moved' ||
      (await ports.progress.commit(next.committed, next.shard, version)) === 'overtaken'
    ) {
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
