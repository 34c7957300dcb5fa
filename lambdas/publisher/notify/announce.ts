import type { Entry } from '../../domain/entry.ts'
import { instant } from '../../domain/instant.ts'
import { announcementsOf } from '../../domain/telling/announcement.ts'
import { laneOf } from '../../ledger/outbox/outbox.ts'
import { indexAlerts } from './index-alerts.ts'
import type { NotifyPorts } from './ports.ts'
import { runViewIn } from './run-view.ts'
import { type Refusals, tell } from './tell.ts'

/**
 * Takes in entries from the stream: alert index, outbox, and, of each run that is whole by then, the messages.
 * Repeating it tells nobody twice. Rejects where the store fails: then the entries must be brought again. A refused message
 * is logged and stays due: it holds up no entry behind it, and the sweep tries again.
 */
export async function takeIn(ports: NotifyPorts, ...entries: readonly Entry[]): Promise<void> {
  await indexAlerts(ports.alerts, ...entries)
  const now = instant(ports.clock.now())
  const due = entries.flatMap(announcementsOf)
  await ports.outbox.note(due, now)
  const runs = new Set(due.flatMap(({ run }) => run ?? []))
  for (const entry of entries) {
    const view = runViewIn(entry)
    if (entry.run === null || view === undefined) continue
    await ports.outbox.expect(entry.run, view, now)
    if (view.announcements > 0) runs.add(entry.run)
  }
  for (const run of runs) await tellIfWhole(ports, run)
  // What people did belongs to no run, and is told at once.
  const lanes = new Set(due.flatMap((one) => (one.run === null ? [laneOf(one)] : [])))
  for (const lane of lanes) await tellLane(ports, lane)
}

/** Entries of one run arrive in any order of ledgers: whichever comes last finds all of them noted. */
async function tellIfWhole(ports: NotifyPorts, run: string): Promise<void> {
  const view = await ports.outbox.expectedOf(run)
  if (view === undefined || (await ports.outbox.countOf(run)) < view.announcements) return
  await tellLane(ports, run)
}

/** Tells what is due of one run or of one human action, whole or not. */
export async function tellLane({ outbox, ...ports }: NotifyPorts, name: string): Promise<Refusals> {
  const view = await outbox.expectedOf(name)
  return tell(
    { ...ports, outbox },
    {
      name,
      sources: view?.sources ?? [],
      due: async () => (await outbox.dueOf(name)).due.map(({ announcement }) => announcement),
      noteTold: async () => {},
    },
  )
}
