import { type Announcement, announcementsOf } from '../../domain/announcement.ts'
import type { Entry } from '../../domain/entry.ts'
import { type LedgerEvent } from '../../domain/event.ts'
import { kindIn, optionalTextIn, severityIn, textIn } from '../../domain/event-data.ts'
import { parseInstant } from '../../domain/instant.ts'
import { factOf } from '../../domain/words.ts'
import type { AlertIndex, AlertRow } from '../../ledger/alert-index.ts'

/** Brings the alert index up to what the entry says. Repeating it changes nothing. */
export async function indexAlerts(alerts: AlertIndex, entry: Entry): Promise<void> {
  const summaries = new Map(announcementsOf(entry).map((told) => [told.id, told]))
  for (const event of entry.events) {
    const row = await rowAfter(alerts, entry, event, summaries)
    if (row !== undefined) await alerts.record(row)
  }
}

async function rowAfter(
  alerts: AlertIndex,
  entry: Entry,
  event: LedgerEvent,
  told: ReadonlyMap<string, Announcement>,
): Promise<AlertRow | undefined> {
  switch (event.kind) {
    case 'alert-raised':
      return { ...fresh(entry, event), summary: told.get(`${textIn(event, 'alert')}/firing`)?.summary ?? '' }
    case 'alert-acknowledged': {
      const known = (await alerts.find(textIn(event, 'alert'))) ?? fresh(entry, event)
      const note = optionalTextIn(event, 'note')
      return {
        ...known,
        state: 'acknowledged',
        acknowledgedAt: entry.at,
        actor: optionalTextIn(event, 'actor'),
        note,
      }
    }
    case 'alert-resolved': {
      const known = (await alerts.find(textIn(event, 'alert'))) ?? fresh(entry, event)
      return { ...known, state: 'resolved', resolvedAt: entry.at }
    }
    default:
      return undefined
  }
}

/** The row of an alert that the index has not heard of: raised here, or raised in an entry that never reached it. */
function fresh(entry: Entry, event: LedgerEvent): AlertRow {
  return {
    id: textIn(event, 'alert'),
    kind: kindIn(event),
    severity: severityIn(event),
    state: 'firing',
    ledger: entry.ledger,
    uuid: event.uuid ?? null,
    raisedAt: parseInstant(optionalTextIn(event, 'raised_at') ?? entry.at) ?? entry.at,
    acknowledgedAt: null,
    resolvedAt: null,
    actor: null,
    note: null,
    summary: factOf(event, entry.ledger),
  }
}
