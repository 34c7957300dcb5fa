import { alertId } from '../../domain/alert.ts'
import type { LedgerEvent, Severity } from '../../domain/event.ts'
import { type Instant, instant, unixMs } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { announcementsOf } from '../../domain/telling/announcement.ts'
import { laneOf } from '../../ledger/outbox/outbox.ts'
import { newestWith } from '../../ledger/search.ts'
import { type Failure, failure, isFailure } from '../failure.ts'
import { tellLane } from '../notify/announce.ts'
import { errorNameOf, TELLING_LEDGER } from '../notify/record-outcome.ts'
import type { ActionPorts } from './ports.ts'
import { recordAction } from './record-action.ts'

const KIND = 'notification-tested'
// Everybody who is told of alerts gets it: one a minute is enough for whoever sets the ways out up.
const BETWEEN_MS = 60_000

/**
 * Sends a message that says that it is a test, the way that all go: outbox, publishing, receipt. That it was asked for is recorded
 * before, and the receipt by whoever sends it (notify/record-outcome.ts). What is refused stays due and is tried again, as any other.
 */
export async function testNotification(
  ports: ActionPorts,
  { severity, actor }: { readonly severity: Severity; readonly actor: string },
) {
  const { notify } = ports
  const now = (): Instant => instant(ports.clock.now())
  const recorded = await recordAction(ports, { name: TELLING_LEDGER, actor }, async (head) => {
    const waitMs = head === undefined ? 0 : await tooSoonMs(ports, head, now())
    return waitMs > 0 ? tooMany(waitMs) : [asked(head, severity, actor)]
  })
  if (isFailure(recorded)) return recorded
  const due = recorded.entries.flatMap(({ entry }) => announcementsOf(entry))
  const [test] = due
  if (test === undefined) throw new Error('a test that nobody is to be told of')
  await notify.outbox.note(due, now())
  const refused = await tellLane(notify, laneOf(test))
  if (refused.has(test.id)) {
    const error = errorNameOf(refused.get(test.id))
    const message = `The test was refused (${error}). It stays due and is tried again every minute.`
    return failure('NotificationRefused', message, { test: test.alertId, error })
  }
  const receipt = (await notify.outbox.receipts([test.id])).get(test.id)
  return {
    id: test.alertId,
    // The stream may have been faster: then somebody else is sending it this moment.
    state: receipt === undefined ? ('sending' as const) : ('sent' as const),
    severity,
    actor,
    at: test.observedAt,
    message_id: receipt?.messageId ?? null,
    sent_at: receipt?.sentAt ?? null,
  }
}

function asked(head: Sealed | undefined, severity: Severity, actor: string): LedgerEvent {
  const place = {
    ledger: TELLING_LEDGER,
    seq: (head?.entry.seq ?? 0) + 1,
    epoch: head?.state.epoch ?? null,
  }
  const data = { test: alertId(place, KIND, null), outcome: 'asked', severity, actor }
  return { kind: KIND, severity: 'silent', data }
}

/** How long to wait until a next one may be asked for; 0: not at all. */
async function tooSoonMs({ ledger }: ActionPorts, { entry }: Sealed, now: Instant): Promise<number> {
  const isAsked = ({ kind, data }: LedgerEvent): boolean => kind === KIND && data['outcome'] === 'asked'
  let last = await newestWith(ledger, TELLING_LEDGER, [KIND], entry.seq)
  while (last !== undefined && !last.entry.events.some(isAsked))
    last = await newestWith(ledger, TELLING_LEDGER, [KIND], last.entry.seq - 1)
  return last === undefined ? 0 : BETWEEN_MS - (unixMs(now) - unixMs(last.entry.at))
}

function tooMany(waitMs: number): Failure {
  const seconds = String(Math.ceil(waitMs / 1_000))
  return failure('TooManyTests', `One test a minute: try again in ${seconds} s`, { seconds })
}
