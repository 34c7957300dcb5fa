import { unixMs } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import { type Due, laneOf, type Unsent } from '../../ledger/outbox/outbox.ts'
import { tellLane } from './announce.ts'
import type { NotifyPorts } from './ports.ts'
import { remind } from './remind.ts'
import type { Refusals } from './tell.ts'

export interface SweepOptions {
  readonly olderThanMs: number
  /** What is unsent, where it was read this moment. */
  readonly unsent?: Unsent
}

// A run in which something new is noted every minute lives; but no alert waits longer than this for its end.
const WAITS_FOR_ITS_RUN = 5

/**
 * Tells what is still unsent: what a dead run, a refused message or a lost stream record left behind, run by run, once nothing has
 * come to it for `olderThanMs`; then reminds of what nobody has acknowledged. All is tried; rejects where something was refused.
 */
export async function sweep(ports: NotifyPorts, { olderThanMs, unsent }: SweepOptions): Promise<void> {
  const refused = new Map<string, unknown>()
  const trying = async (what: string, work: () => Promise<Refusals>): Promise<void> => {
    try {
      for (const [id, error] of await work()) refused.set(id, error)
    } catch (error) {
      ports.log({ name: 'announcement-refused', announcement: what, error: errorText(error) })
      refused.set(what, error)
    }
  }
  const { due, unreadable } = unsent ?? (await ports.outbox.unsent())
  for (const announcement of unreadable) {
    ports.log({ name: 'announcement-refused', announcement, error: 'what was noted of it cannot be read' })
  }
  for (const lane of lanesLeft(due, { nowMs: ports.clock.now(), olderThanMs })) {
    await trying(lane, () => tellLane(ports, lane))
  }
  await trying('reminders', () => remind(ports))
  if (refused.size > 0) {
    throw new AggregateError(refused.values(), `announcements not sent: ${[...refused.keys()].join(', ')}`)
  }
}

function lanesLeft(
  due: readonly Due[],
  { nowMs, olderThanMs }: { readonly nowMs: number; readonly olderThanMs: number },
): readonly string[] {
  const lanes = Map.groupBy(due, ({ announcement }) => laneOf(announcement))
  return [...lanes].flatMap(([lane, its]) => {
    // What a clock that was ahead noted must not wait until that time has come.
    const ages = its.map(({ notedAt }) => Math.abs(nowMs - unixMs(notedAt)))
    const isQuiet = Math.min(...ages) >= olderThanMs
    return isQuiet || Math.max(...ages) >= WAITS_FOR_ITS_RUN * olderThanMs ? [lane] : []
  })
}
