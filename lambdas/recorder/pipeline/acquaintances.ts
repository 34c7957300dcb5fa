import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import type { Acquaintance } from '../../domain/comparing/finding.ts'
import type { State } from '../../domain/state.ts'
import type { PollPorts } from './poll.ts'

/** Those among the listed that the ledger knows as ended, added to those found before. */
export async function acquaintances(
  { acquaintanceOf }: Pick<PollPorts, 'acquaintanceOf'>,
  state: State,
  seen: readonly CheckpointMetadata[],
  before: ReadonlyMap<Uuid, Acquaintance>,
): Promise<ReadonlyMap<Uuid, Acquaintance>> {
  const known = new Set(state.listed.map(({ uuid }) => uuid))
  const found = new Map(before)
  for (const { uuid } of seen) {
    if (known.has(uuid) || found.has(uuid)) continue
    const acquaintance = await acquaintanceOf(uuid)
    if (acquaintance !== undefined) found.set(uuid, acquaintance)
  }
  return found
}
