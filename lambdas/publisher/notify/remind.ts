import pLimit from 'p-limit'
import { instant } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import { watchedRows } from '../../domain/overview.ts'
import { DEFAULT_POLICY } from '../../domain/policy.ts'
import type { Announcement } from '../../domain/telling/announcement.ts'
import { parseReminderId, reminderDue, reminderId, reminderOf } from '../../domain/telling/reminder.ts'
import type { AlertIndex, AlertPosition, AlertRow } from '../../ledger/work/alert-index.ts'
import type { NotifyPorts } from './ports.ts'
import { createRaisings } from './raisings.ts'
import { NONE_REFUSED, type Refusals, tell } from './tell.ts'

type EveryMs = (ledger: string) => number

const LANE = 'reminders'
const PAGE = 500
const READ_AT_ONCE = 8

/**
 * Announces again what is critical and nobody has acknowledged, as often as the pipeline's policy says: of each alert at most
 * one reminder, the newest; and tells what flapped and then stayed. Doing it again repeats nothing: the index knows what was sent, and so do the receipts.
 */
export async function remind(ports: NotifyPorts): Promise<Refusals> {
  const nowMs = ports.clock.now()
  const rows = await firingRows(ports.alerts)
  // Mostly there are none: then nobody's policy is asked for.
  if (!rows.some(({ severity, flapping }) => severity === 'critical' || flapping === true))
    return NONE_REFUSED
  const everyMs = await everyMsOf(ports)
  const due = rows.filter((row) => reminderDue(row, everyMs(row.ledger), nowMs) !== undefined)
  if (due.length === 0) return NONE_REFUSED
  const refused = new Map<string, unknown>()
  const told = await tell(ports, {
    name: LANE,
    sources: [],
    due: () => remindersOf(ports, due, everyMs, refused),
    noteTold: (ids) => noteReminders(ports, ids, everyMs),
  })
  return new Map([...refused, ...told])
}

async function firingRows(alerts: AlertIndex): Promise<readonly AlertRow[]> {
  const rows: AlertRow[] = []
  let after: AlertPosition | undefined
  do {
    const query = { state: 'firing', limit: PAGE, ...(after === undefined ? {} : { after }) } as const
    const page = await alerts.list(query)
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after !== undefined)
  return rows
}

async function everyMsOf({ overviews }: NotifyPorts): Promise<EveryMs> {
  const rows = watchedRows(await overviews.all())
  const known = new Map(rows.map(({ ledger, policy }) => [ledger, policy.remindEveryMs]))
  return (ledger) => known.get(ledger) ?? DEFAULT_POLICY.remindEveryMs
}

/** The list may lag, so each row is read again: whoever acknowledged this moment is not reminded. */
async function remindersOf(
  ports: NotifyPorts,
  listed: readonly AlertRow[],
  everyMs: EveryMs,
  refused: Map<string, unknown>,
): Promise<readonly Announcement[]> {
  const rows = await ports.alerts.findAll(listed.map(({ id }) => id))
  const due = [...rows.values()].flatMap((row) => {
    const reminder = reminderDue(row, everyMs(row.ledger), ports.clock.now())
    return reminder === undefined ? [] : [{ row, n: reminder.n, id: reminderId(row, reminder.n) }]
  })
  const sent = await ports.outbox.receipts(due.map(({ id }) => id))
  // Sent, and then somebody died: only the index does not know it yet.
  await noteReminders(ports, [...sent.keys()], everyMs)
  const unsent = due.filter(({ id }) => !sent.has(id))
  const firing = createRaisings(ports.ledger)
  const limit = pLimit(READ_AT_ONCE)
  const reminders = unsent.map(({ row, n, id }) =>
    limit(async () => {
      try {
        return [reminderOf(await firing(row), n, row)]
      } catch (error) {
        ports.log({ name: 'announcement-refused', announcement: id, error: errorText(error) })
        refused.set(id, error)
        return []
      }
    }),
  )
  return (await Promise.all(reminders)).flat()
}

async function noteReminders(
  { alerts, clock }: NotifyPorts,
  ids: readonly string[],
  everyMs: EveryMs,
): Promise<void> {
  if (ids.length === 0) return
  const numbers = new Map(ids.flatMap((id) => numberIn(id)))
  const rows = await alerts.findAll([...numbers.keys()])
  const nowMs = clock.now()
  await alerts.remind(
    [...rows.values()].flatMap((row) => {
      const n = numbers.get(row.id)
      const due = reminderDue(row, everyMs(row.ledger), nowMs)
      return n === undefined || row.state !== 'firing' || n <= (row.reminded?.n ?? 0)
        ? []
        : [{ ...row, reminded: { n, dueAt: due?.dueAt ?? instant(nowMs) } }]
    }),
  )
}

function numberIn(id: string): readonly (readonly [string, number])[] {
  const reminder = parseReminderId(id)
  return reminder === undefined ? [] : [[reminder.alertId, reminder.n]]
}
