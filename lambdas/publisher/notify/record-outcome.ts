import { isTest } from '../../domain/event.ts'
import { instant } from '../../domain/instant.ts'
import type { Announcement } from '../../domain/telling/announcement.ts'
import type { Receipt } from '../../ledger/outbox/outbox.ts'
import { eventsWith } from '../../ledger/search.ts'
import { recordAction } from '../actions/record-action.ts'
import { isFailure } from '../failure.ts'
import type { NotifyPorts } from './ports.ts'

/** What became of telling is part of the record, in the ledger of runs: who was told nothing must be able to see why. */
export const TELLING_LEDGER = 'recorder/0'

const BY = 'publisher'

/** `notification-refused`, once a message however often it is tried. Its alarm takes the second way out (infra/alarms.ts). */
export async function recordRefusal(
  ports: NotifyPorts,
  { id, alertId, kind, state, source, pipeline }: Announcement,
  error: unknown,
): Promise<void> {
  if (await ports.outbox.isRefusalNoted(id)) return
  const at = instant(ports.clock.now())
  const data = {
    announcement: id,
    alert: alertId,
    of: kind,
    state,
    source,
    pipeline,
    error: errorNameOf(error),
    refused_at: at,
  }
  await record(ports, async () => [{ kind: 'notification-refused', severity: 'silent', data }])
  await ports.outbox.noteRefused(id, at)
}

/** Of a test, that it was sent, with the receipt; nothing of any other message, whose receipt the outbox keeps. */
export async function recordReceipt(
  ports: NotifyPorts,
  { kind, alertId: test, entry }: Announcement,
  { messageId, sentAt }: Receipt,
): Promise<void> {
  if (!isTest(kind)) return
  const data = { test, outcome: 'sent', message_id: messageId, sent_at: sentAt }
  await record(ports, async (head) => {
    const range = { kinds: [kind], fromSeq: head?.entry.seq ?? 0, downTo: Number(entry.seq) } as const
    const isThis = (event: { data: { [key: string]: unknown } }): boolean =>
      event.data['test'] === test && event.data['outcome'] === 'sent'
    const known = await eventsWith(ports.ledger, TELLING_LEDGER, range, isThis)
    return known.length > 0 ? [] : [{ kind, severity: 'silent', data }]
  })
}

async function record(ports: NotifyPorts, decide: Parameters<typeof recordAction>[2]): Promise<void> {
  const recorded = await recordAction(ports, { name: TELLING_LEDGER, actor: BY }, decide)
  if (isFailure(recorded)) throw new Error(recorded.message)
}

/** What kind of error it is, never its words: these may name hosts, paths and accounts, and the record is for ever. */
export function errorNameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const said = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return /^[\w.:-]{1,100}$/.test(said) ? said : 'unknown'
}
