import type { ArchiveReader } from '../../archive/archive.ts'
import type { LogKeys } from '../../archive/log/notes/log-keys.ts'
import { newestCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import type { Clock } from '../../domain/clock.ts'
import { instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { announcementsOf } from '../../domain/telling/announcement.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Outbox } from '../../ledger/outbox/outbox.ts'
import { followChains } from './follow-chains.ts'
import { signedEntries, unsignedEntries } from './signed-entries.ts'

export interface RestorePorts {
  readonly archive: ArchiveReader
  readonly key: LogKeys
  readonly ledger: Pick<Ledger, 'append'>
  readonly outbox: Pick<Outbox, 'notePast'>
  readonly clock: Pick<Clock, 'now'>
  readonly onProgress: (done: bigint, of: bigint) => void
}

export interface Restored {
  readonly entries: bigint
  readonly unsigned: number
}

/**
 * Puts back into the ledgers every entry that the log has, with the state that follows from those before, and what a run wrote that died before it
 * signed. All of it is verified before anything is written. What is there already stays; nobody is told of any of it again.
 * Returns how many of the log's entries the ledgers have, and how many of those nobody has signed yet. Throws where the log is not what was signed, and where a ledger has another entry.
 */
export async function restoreEntries(ports: RestorePorts): Promise<Restored> {
  const { archive, key, onProgress } = ports
  const newest = await newestCheckpoint(archive, key)
  if (newest === undefined) return { entries: 0n, unsigned: 0 }
  const checking = followChains()
  for await (const { entries } of signedEntries(archive, newest))
    for (const leaf of entries) taken(checking, leaf)
  const chains = followChains()
  for await (const { entries, edge } of signedEntries(archive, newest)) {
    await putBack(
      ports,
      entries.map((leaf) => taken(chains, leaf)),
    )
    onProgress(edge.size, newest.size)
  }
  const unsigned: Sealed[] = []
  for (const leaf of await unsignedEntries(archive, newest.size)) {
    const sealed = chains.take(leaf)
    // Nobody has signed it: what does not follow is none of ours.
    if ('problem' in sealed) break
    unsigned.push(sealed)
  }
  await putBack(ports, unsigned)
  return { entries: newest.size + BigInt(unsigned.length), unsigned: unsigned.length }
}

function taken(chains: ReturnType<typeof followChains>, leaf: Uint8Array): Sealed {
  const sealed = chains.take(leaf)
  if ('problem' in sealed) throw new Error(`the log: ${sealed.problem}`)
  return sealed
}

/** Ledgers side by side, the entries of each one after the other: an entry is there only if the one before is. */
async function putBack({ ledger, outbox, clock }: RestorePorts, all: readonly Sealed[]): Promise<void> {
  // Before the stream can bring them: whether they were told then nobody knows any more.
  await outbox.notePast(
    all.flatMap(({ entry }) => announcementsOf(entry)),
    instant(clock.now()),
  )
  const ledgers = Map.groupBy(all, ({ entry }) => entry.ledger)
  await Promise.all(
    [...ledgers.values()].map(async (its) => {
      for (const sealed of its)
        if ((await ledger.append(sealed)) === 'head-moved')
          throw new Error(
            `${sealed.entry.ledger} ${sealed.entry.seq}: the table has another entry than the log`,
          )
    }),
  )
}
