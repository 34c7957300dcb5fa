import { unixMs } from '../../domain/instant.ts'
import type { Due } from '../../ledger/outbox/outbox.ts'
import type { NotifyPorts } from './ports.ts'

// By then whoever was to tell it has failed, and nine sweeps after him: a run that lives holds up no message for more than five minutes.
const OVERDUE_MS = 10 * 60_000

/**
 * Says of what should long have been told that nobody was told of it, whatever the reason: refused, claimed for ever, never tried. `before`:
 * what was unsent before this sweep told what it could.
 */
export async function sayOverdue(
  { outbox, clock, log }: Pick<NotifyPorts, 'outbox' | 'clock' | 'log'>,
  before: readonly Due[],
): Promise<void> {
  const isOverdue = ({ notedAt }: Due): boolean => clock.now() - unixMs(notedAt) >= OVERDUE_MS
  // What was noted since is not ten minutes old: only where something was overdue before is there anything to ask.
  if (!before.some(isOverdue)) return
  const overdue = (await outbox.unsent()).due.filter(isOverdue)
  const [oldest] = overdue
  if (oldest === undefined) return
  const { announcement, notedAt } = oldest
  log({ name: 'announcements-overdue', announcements: overdue.length, oldest: announcement.id, notedAt })
}
