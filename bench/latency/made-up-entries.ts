import { createHash } from 'node:crypto'
import { type CheckpointMetadata, parseUuid, type Uuid } from '../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import { type Instant, instant } from '../../lambdas/domain/instant.ts'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import { parseU64, type U64 } from '../../lambdas/domain/u64.ts'
import { alertEvents } from '../../lambdas/publisher/actions/alert-events.ts'

/** Made-up entries of one pipeline that rotates once a minute and keeps two, and of the runs that looked. */

export const PIPELINE = 'bench/orders'
export const RUNS = 'recorder/0'
const BEGINNING_MS = Date.UTC(2024, 0, 1)
const PERIOD_MS = 60_000
// A loss is rare, and somebody sees to it; a gap comes more often.
const A_LOSS_EVERY = 1_000
const A_GAP_EVERY = 100

/** When entry `seq` of either ledger was made. */
export function madeAt(seq: number): Instant {
  return instant(BEGINNING_MS + seq * PERIOD_MS)
}

/** The checkpoint that entry `seq` records. */
export function checkpointOf(seq: number): CheckpointMetadata {
  const digest = createHash('sha256').update(`checkpoint ${seq}`).digest()
  return {
    uuid: uuidAt(BEGINNING_MS + seq * PERIOD_MS - 5_000, digest.toString('hex')),
    identifier: null,
    fingerprint: u64(14_128_757_731_148_314_856n),
    size: u64(digest.readBigUInt64BE() >> 40n),
    steps: u64(BigInt(seq)),
    processed_records: u64(BigInt(seq) * 1_000n),
  }
}

/** The next entry of the pipeline behind `head`: one is new and the oldest is gone. */
export function nextOfPipeline(head: Sealed | undefined): Sealed {
  const seq = (head?.entry.seq ?? 0) + 1
  const listed = head?.state.listed ?? []
  const gone = listed.length < 2 ? undefined : listed[0]
  const one = checkpointOf(seq)
  const events: LedgerEvent[] = [
    { kind: 'checkpoint-recorded', severity: 'silent', uuid: one.uuid, data: fieldsOf(one) },
  ]
  if (gone !== undefined) {
    const isLost = seq % A_LOSS_EVERY === 0
    const seen = { first_seen_at: gone.firstSeenAt, last_seen_at: madeAt(seq - 1) }
    events.push({
      kind: isLost ? 'checkpoint-missing' : 'checkpoint-retired',
      severity: isLost ? 'critical' : 'silent',
      uuid: gone.uuid,
      data: { ...fieldsOf(gone), ...seen, newer_listed: '2', keep_last: '2' },
    })
  }
  if (seq % A_GAP_EVERY === 50) {
    const data = { from: madeAt(seq - 1), to: madeAt(seq), seconds: '60', reason: 'no-overlap' }
    events.push({ kind: 'coverage-gap', severity: 'silent', data })
  }
  for (const alert of head?.state.alerts ?? []) {
    const said = { actor: 'bench', note: 'seen to' }
    if (head !== undefined) events.push(...alertEvents(head.state, alert.id, 'resolve', said))
  }
  return sealedNext(head, PIPELINE, seq, events)
}

/** The next run behind `head`. */
export function nextRun(head: Sealed | undefined): Sealed {
  const seq = (head?.entry.seq ?? 0) + 1
  const counts = { listed: '1', unobservable: '0', skipped: '0', entries: '2' }
  const data = { ...counts, started_at: madeAt(seq - 1), finished_at: madeAt(seq), configuration: 'made up' }
  return sealedNext(head, RUNS, seq, [{ kind: 'run-completed', severity: 'silent', data }])
}

function sealedNext(
  head: Sealed | undefined,
  ledger: string,
  seq: number,
  events: readonly LedgerEvent[],
): Sealed {
  const draft = { at: madeAt(seq), by: 'recorder', epoch: null, evidence: [], ledger, run: `run-${seq}` }
  const [sealed, ...more] = sealAll(head, { ...draft, events })
  if (sealed === undefined || more.length > 0) throw new Error(`${ledger} ${seq}: not one entry`)
  return sealed
}

/** A UUID of version 7 (RFC 9562) whose chance is given. */
function uuidAt(atMs: number, chance: string): Uuid {
  const time = atMs.toString(16).padStart(12, '0')
  const text = `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}`
  const uuid = parseUuid(text)
  if (uuid === undefined) throw new Error(`no UUID: ${text}`)
  return uuid
}

function u64(value: bigint): U64 {
  const parsed = parseU64(String(value))
  if (parsed === undefined) throw new Error(`no 64-bit number: ${value}`)
  return parsed
}
