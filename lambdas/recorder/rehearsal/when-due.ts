import { optionalTextIn } from '../../domain/event-data.ts'
import { unixMs } from '../../domain/instant.ts'
import { newestWith } from '../../ledger/search.ts'
import type { RecorderLog } from '../log.ts'
import { REHEARSAL_LEDGER, REHEARSED, type RehearsalPorts, rehearseLoss } from './rehearse.ts'

// The stream brings it within seconds, and the sweep tells what was left over within two minutes.
const TOLD_WITHIN_MS = 10 * 60_000

/**
 * Rehearses a loss where the last rehearsal is longer ago than `everyMs`, and says, with every tick, so long as one that was asked for has
 * not been told: by the record, where its receipt stands. The record is the only memory: no schedule can be forgotten, and whoever stops the
 * publisher cannot stop the one who notices.
 */
export async function rehearseWhenDue(
  ports: RehearsalPorts & { readonly log: RecorderLog },
  everyMs: number,
): Promise<void> {
  const { ledger, clock, log } = ports
  const head = await ledger.head(REHEARSAL_LEDGER)
  const last = await newestWith(ledger, REHEARSAL_LEDGER, [REHEARSED], head?.entry.seq ?? 0)
  const agoMs = last === undefined ? Number.POSITIVE_INFINITY : clock.now() - unixMs(last.entry.at)
  if (agoMs >= everyMs) {
    const { kind } = await rehearseLoss(ports, 'recorder')
    if (kind === 'not-found') log({ name: 'rehearsal-failed' })
    return
  }
  const event = last?.entry.events.find(({ kind }) => kind === REHEARSED)
  if (event === undefined || optionalTextIn(event, 'outcome') !== 'asked' || agoMs < TOLD_WITHIN_MS) return
  log({
    name: 'rehearsal-untold',
    test: optionalTextIn(event, 'test') ?? '?',
    askedAt: last?.entry.at ?? '?',
  })
}
