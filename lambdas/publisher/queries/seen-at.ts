import type { EventKind } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { newestWith } from '../../ledger/search.ts'

// Every one of these comes from a complete answer or list; an outage or a person's action does not.
const SEEN: readonly EventKind[] = [
  'checkpoint-recorded',
  'checkpoint-retired',
  'checkpoint-missing',
  'checkpoint-cleared',
  'checkpoint-reappeared',
  'fingerprint-changed',
  'metadata-changed',
  'pipeline-observable',
  'storage-cleared',
  'pipeline-removed',
  'pipeline-recreated',
  'pipeline-renamed',
]

/** The newest complete answer that the ledger had recorded by this entry. */
export async function seenAt({ ledger }: { readonly ledger: Ledger }, { entry }: Sealed): Promise<Instant> {
  return (await newestWith(ledger, entry.ledger, SEEN, entry.seq))?.entry.at ?? entry.at
}
