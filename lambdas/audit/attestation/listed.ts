import { type CheckpointMetadata, parseUuid } from '../../domain/checkpoint.ts'
import { parseU64, type U64 } from '../../domain/u64.ts'
import type { Finding } from '../report.ts'
import type { Shown } from './answers.ts'
import type { Attestation, AttestedCheckpoint } from './attestation.ts'
import { entryName, type Held } from './held.ts'
import { isSame, saidIn } from './said.ts'

/** The list of the answer and the one that is attested must be one. */
export function listedFindings({ listed }: Attestation, { checkpoints }: Shown): readonly Finding[] {
  const isOne =
    listed.length === checkpoints.length &&
    listed.every((one, i) => {
      const [attested, shown] = [metadataOf(one), checkpoints[i]]
      return (
        attested !== undefined && shown !== undefined && attested.uuid === one.uuid && isSame(attested, shown)
      )
    })
  return isOne ? [] : [{ where: 'listed', what: 'is not the list of the answer before' }]
}

/** That the ledger has the checkpoint, and says of it what the answer says. */
export function statedFindings(
  held: Held,
  pipeline: string,
  one: AttestedCheckpoint,
): { readonly broken: readonly string[]; readonly unproven: readonly string[] } {
  if (one.recorded === null)
    return { broken: [], unproven: [`${one.uuid}: was listed, and was never recorded`] }
  const recording = held.entries.get(entryName(one.recorded))
  if (recording === undefined || recording.ledger !== pipeline)
    return {
      broken: [`the entry ${entryName(one.recorded)} is not in the file, or of another ledger`],
      unproven: [],
    }
  if (!recording.events.some(({ kind, uuid }) => kind === 'checkpoint-recorded' && uuid === one.uuid))
    return { broken: [`${entryName(recording)} does not record ${one.uuid}`], unproven: [] }
  if (one.stated === null)
    return { broken: [], unproven: [`${one.uuid}: no entry says of it what was listed`] }
  const stating = held.entries.get(entryName(one.stated))
  if (stating === undefined || stating.ledger !== pipeline || stating.seq < recording.seq)
    return {
      broken: [`the entry ${entryName(one.stated)} is not in the file, or of another ledger`],
      unproven: [],
    }
  const attested = metadataOf(one)
  const isStated = stating.events.some((event) => {
    const said = event.uuid === one.uuid ? saidIn(event) : undefined
    return said !== undefined && attested !== undefined && isSame(said, attested)
  })
  return isStated
    ? NOTHING
    : { broken: [`${entryName(stating)} says other things of ${one.uuid}`], unproven: [] }
}

const NOTHING = { broken: [], unproven: [] }

/** What is attested of a checkpoint, as far as it can be one; undefined where it cannot. */
function metadataOf({
  uuid: text,
  identifier,
  ...counts
}: AttestedCheckpoint): CheckpointMetadata | undefined {
  const [uuid, fingerprint] = [parseUuid(text), parseU64(counts.fingerprint)]
  const [size, steps, processed_records] = [
    u64(counts.size),
    u64(counts.steps),
    u64(counts.processed_records),
  ]
  if (uuid === undefined || fingerprint === undefined) return undefined
  if (size === undefined || steps === undefined || processed_records === undefined) return undefined
  return { uuid, identifier, fingerprint, size, steps, processed_records }
}

function u64(decimal: string | null): U64 | null | undefined {
  return decimal === null ? null : parseU64(decimal)
}
