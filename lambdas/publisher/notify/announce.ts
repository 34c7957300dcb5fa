import { type Announcement, announcementsOf } from '../../domain/announcement.ts'
import type { Entry } from '../../domain/entry.ts'
import { textIn } from '../../domain/event-data.ts'
import { instant, unixMs } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import { messageOf } from '../../domain/message.ts'
import { indexAlerts } from './index-alerts.ts'
import type { NotifyPorts } from './ports.ts'

/**
 * Takes in one entry from the stream: alert index, outbox, and, when all of its run is there, the messages.
 * Repeating it tells nobody twice. Rejects where something must be tried again.
 */
export async function takeIn(ports: NotifyPorts, entry: Entry): Promise<void> {
  await indexAlerts(ports.alerts, entry)
  const now = instant(ports.clock.now())
  const due = announcementsOf(entry)
  for (const announcement of due) await ports.outbox.note(announcement, now)
  if (entry.run === null) return send(ports, due)
  const run = entry.events.find(({ kind }) => kind === 'run-completed')
  if (run !== undefined) await ports.outbox.expect(entry.run, Number(textIn(run, 'announcements')), now)
  if (due.length > 0 || run !== undefined) await sendWhenWhole(ports, entry.run)
}

/** Tells what is still unsent after `olderThanMs`: what a dead run, a refused message or a lost stream record left behind. */
export async function sweep(
  ports: NotifyPorts,
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<void> {
  const before = ports.clock.now() - olderThanMs
  const left = (await ports.outbox.unsent()).filter(({ notedAt }) => unixMs(notedAt) <= before)
  await send(
    ports,
    left.map(({ announcement }) => announcement),
  )
}

/** Entries of one run arrive in any order of ledgers: whichever comes last finds all of them noted. */
async function sendWhenWhole({ outbox, ...ports }: NotifyPorts, run: string): Promise<void> {
  // One small read for every entry of a storm; the whole run is read only once its entry is there.
  const expected = await outbox.expectedOf(run)
  if (expected === undefined) return
  const noted = await outbox.ofRun(run)
  if (noted.length >= expected) await send({ ...ports, outbox }, noted)
}

/** One refused message holds up no other; all refusals are told together. */
async function send(ports: NotifyPorts, announcements: readonly Announcement[]): Promise<void> {
  const refused = new Map<string, unknown>()
  for (const announcement of announcements) {
    try {
      await sendOne(ports, announcement)
    } catch (error) {
      ports.log({ name: 'announcement-refused', announcement: announcement.id, error: errorText(error) })
      refused.set(announcement.id, error)
    }
  }
  if (refused.size > 0) {
    throw new AggregateError(refused.values(), `announcements not sent: ${[...refused.keys()].join(', ')}`)
  }
}

/** Claim, publish, mark: a crash after publishing repeats the message, a crash before it repeats nothing and loses nothing. */
async function sendOne(
  { outbox, publish, addressing, clock, leaseMs, log }: NotifyPorts,
  announcement: Announcement,
) {
  const claim = await outbox.claim(announcement.id, instant(clock.now()), leaseMs)
  if (claim !== 'claimed') return
  const { messageId } = await publish(messageOf(announcement, await addressing()))
  await outbox.sent(announcement, { messageId, sentAt: instant(clock.now()) })
  log({ name: 'announcement-sent', announcement: announcement.id, messageId })
}
