import { unixMs } from '../../domain/instant.ts'
import type { NotifyPorts } from './ports.ts'

// By then whoever was to tell it has failed, and nine sweeps after him: a run that lives holds up no message for more than five minutes.
const OVERDUE_MS = 10 * 60_000

/** Says of what should long have been told that nobody was told of it, whatever the reason: refused, claimed for ever, never tried. */
export async function sayOverdue({
  outbox,
  clock,
  log,
}: Pick<NotifyPorts, 'outbox' | 'clock' | 'log'>): Promise<void> {
  const { due } = await outbox.unsent()
  const overdue = due.filter(({ notedAt }) => clock.now() - unixMs(notedAt) >= OVERDUE_MS)
  const [oldest] = overdue
  if (oldest === undefined) return
  const { announcement, notedAt } = oldest
  log({ name: 'announcements-overdue', announcements: overdue.length, oldest: announcement.id, notedAt })
}
