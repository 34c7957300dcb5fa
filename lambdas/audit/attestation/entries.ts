import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { Entry } from '../../domain/entry.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { recordingOf } from '../../ledger/lives.ts'
import { entryAsOf, eventsWith, type Found } from '../../ledger/search.ts'
import type { AttestedCheckpoint } from './attestation.ts'
import type { Check } from './checks.ts'
import { isSame, saidIn } from './said.ts'

/** What the answer lists, each with the entries that say so, and these entries. */
export async function recordingsOf(
  ledger: Ledger,
  pipeline: string,
  { checkpoints, run }: Check,
): Promise<{ readonly items: readonly AttestedCheckpoint[]; readonly entries: readonly Entry[] }> {
  const head = await ledger.head(pipeline)
  const entries: Entry[] = []
  const items: AttestedCheckpoint[] = []
  const placeOf = (found: Found | undefined): AttestedCheckpoint['recorded'] => {
    if (found === undefined) return null
    const { entry } = found.sealed
    entries.push(entry)
    return { ledger: entry.ledger, seq: String(entry.seq) }
  }
  for (const { uuid, ...fields } of checkpoints) {
    const recording = head === undefined ? undefined : await recordingOf(ledger, pipeline, head, uuid)
    const stated =
      recording === undefined || head === undefined
        ? undefined
        : await statedIn(ledger, head, recording, { uuid, ...fields }, run.entry)
    items.push({ uuid, ...fields, recorded: placeOf(recording), stated: placeOf(stated) })
  }
  return { items, entries }
}

/** The newest event by the end of the run that says of the checkpoint what the answer says. */
async function statedIn(
  ledger: Ledger,
  head: Sealed,
  recording: Found,
  checkpoint: CheckpointMetadata,
  run: Entry,
): Promise<Found | undefined> {
  const name = head.entry.ledger
  const asOf = (await entryAsOf(ledger, name, head, run.at)) ?? head
  const kinds = ['checkpoint-reappeared', 'fingerprint-changed', 'metadata-changed'] as const
  const span = { kinds, fromSeq: asOf.entry.seq, downTo: recording.sealed.entry.seq }
  const changes = await eventsWith(ledger, name, span, (event) => event.uuid === checkpoint.uuid)
  return [...changes, recording].find(({ event }) => {
    const said = saidIn(event)
    return said !== undefined && isSame(said, checkpoint)
  })
}

// Between two looks lie an outage and what people did.
const MOST_MEANWHILE = 2_000
const ENTRIES_A_READ = 100

/** The pipeline's entries from the one that stood when the first answer was received, to the end of the run of the second. */
export async function meanwhileOf(
  ledger: Ledger,
  pipeline: string,
  before: Check,
  after: Check | undefined,
): Promise<readonly Entry[]> {
  const head = await ledger.head(pipeline)
  if (head === undefined) return []
  const entries: Entry[] = []
  const start = (await entryAsOf(ledger, pipeline, head, before.receivedAt))?.entry.seq ?? 1
  for (let seq = start; seq <= head.entry.seq; ) {
    for (const { entry } of await ledger.readForward(pipeline, seq, ENTRIES_A_READ)) {
      if (after !== undefined && entry.at > after.run.entry.at) return entries
      entries.push(entry)
      seq = entry.seq + 1
    }
    if (entries.length > MOST_MEANWHILE)
      throw new Error(`${pipeline}: more than ${MOST_MEANWHILE} entries between two checks`)
  }
  return entries
}
