import type { LedgerEvent } from '../../domain/event.ts'
import { optionalTextIn, textIn } from '../../domain/event-data.ts'
import { instant } from '../../domain/instant.ts'
import { settledAt } from '../../domain/report/period.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { eventsWith, type Found } from '../../ledger/search.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { recordAction } from '../actions/record-action.ts'
import { type Failure, failure, isFailure } from '../failure.ts'
import type { ReportAsked } from './report-asked.ts'

/** Sign-offs, and what is said of reports in the archive, stand in the ledger of the first shard's runs. */
export const REPORTS_LEDGER = 'recorder/0'

export interface SigningOff {
  readonly asked: ReportAsked
  readonly actor: string
  readonly note: string | null
  /** What whoever signs has before him. */
  readonly sha256: string
}

/** Why a report of this period cannot be signed off yet; undefined where it can. */
export function notSettled(
  { clock }: Pick<ActionPorts, 'clock'>,
  { period }: ReportAsked,
): Failure | undefined {
  const settled = settledAt(period.to)
  if (instant(clock.now()) >= settled) return undefined
  const message = `The report may still change: it can be signed off from ${settled} on`
  return failure('NotSettled', message, { settled_at: settled })
}

/**
 * Records that somebody signs the report off, by the hash that was recomputed just now. Refuses where he has another before him.
 * The same words of the same person again are the same sign-off.
 */
export async function signOff(
  ports: ActionPorts,
  { asked, actor, note, sha256 }: SigningOff,
  recomputed: string,
): Promise<ReturnType<typeof signOffItem> | Failure> {
  if (sha256 !== recomputed) {
    const message = `The report has the SHA-256 ${recomputed} now, not ${sha256}: look at it again before you sign it off`
    return failure('ReportDiffers', message, { sha256: recomputed, given: sha256 })
  }
  const { period, selection } = asked
  const data = { ...period, ...selection, sha256, note, actor }
  const event: LedgerEvent = { kind: 'report-signed-off', severity: 'info', data }
  const same = ({ data: other }: LedgerEvent) =>
    Object.entries(data).every(([key, value]) => (other[key] ?? null) === value)
  let found: Found | undefined
  const recorded = await recordAction(ports, { name: REPORTS_LEDGER, actor }, async (head) => {
    found = await signedBefore(ports, head, same)
    return found === undefined ? [event] : []
  })
  if (isFailure(recorded)) return recorded
  const [sealed] = recorded.entries
  if (sealed !== undefined) return signOffItem({ sealed, event })
  if (found === undefined) throw new Error('a sign-off that is neither new nor old')
  return signOffItem(found)
}

async function signedBefore(
  { ledger }: Pick<ActionPorts, 'ledger'>,
  head: Sealed | undefined,
  same: (event: LedgerEvent) => boolean,
): Promise<Found | undefined> {
  if (head === undefined) return undefined
  const range = { kinds: ['report-signed-off'] as const, fromSeq: head.entry.seq, downTo: 1 }
  return (await eventsWith(ledger, REPORTS_LEDGER, range, same))[0]
}

/** A sign-off as the API shows it, with the entry that proves it. */
export function signOffItem({ sealed: { entry }, event }: Found) {
  const said = (key: string) => optionalTextIn(event, key)
  return {
    at: entry.at,
    actor: textIn(event, 'actor'),
    note: said('note'),
    from: textIn(event, 'from'),
    to: textIn(event, 'to'),
    selection: { source: said('source'), q: said('q'), pipelines: said('pipelines') },
    sha256: textIn(event, 'sha256'),
    seq: String(entry.seq),
    hash: entry.hash,
  }
}
