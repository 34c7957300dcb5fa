import type { Entry } from '../../domain/entry.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { kindIn, optionalTextIn, severityIn, textIn } from '../../domain/event-data.ts'
import { parseInstant } from '../../domain/instant.ts'
import { alertsRaisedIn } from '../../domain/telling/announcement.ts'
import { factOf } from '../../domain/telling/words.ts'
import type { AlertIndex, AlertRow } from '../../ledger/work/alert-index.ts'

/** Brings the alert index up to what the entries say, in their order. Repeating it changes nothing. */
export async function indexAlerts(alerts: AlertIndex, ...entries: readonly Entry[]): Promise<void> {
  const known = await alerts.findAll([...new Set(entries.flatMap(changedIn))])
  const rows = new Map<string, AlertRow>()
  for (const entry of entries) {
    const raised = alertsRaisedIn(entry)
    for (const event of entry.events) {
      const id = optionalTextIn(event, 'alert')
      if (id === null) continue
      const row = rowAfter(entry, event, rows.get(id) ?? known.get(id))
      const summary = event.kind === 'alert-raised' ? raised.get(id)?.summary : undefined
      if (row !== undefined) rows.set(id, summary === undefined ? row : { ...row, summary })
    }
  }
  await alerts.record(...rows.values())
}

/** The alerts that were raised before: what is known of them is kept. */
function changedIn({ events }: Entry): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'alert-acknowledged' || event.kind === 'alert-resolved' ? [textIn(event, 'alert')] : [],
  )
}

function rowAfter(entry: Entry, event: LedgerEvent, known: AlertRow | undefined): AlertRow | undefined {
  const before = (): AlertRow => known ?? fresh(entry, event)
  switch (event.kind) {
    case 'alert-raised':
      return { ...fresh(entry, event), seq: String(entry.seq) }
    case 'alert-acknowledged':
      return { ...before(), ...saidIn(event), state: 'acknowledged', acknowledgedAt: entry.at }
    case 'alert-resolved':
      return { ...before(), ...saidIn(event), state: 'resolved', resolvedAt: entry.at }
    default:
      return undefined
  }
}

/** Whoever did it last, and with which words; nothing where it ended by itself. */
function saidIn(event: LedgerEvent): Partial<Pick<AlertRow, 'actor' | 'note'>> {
  const actor = optionalTextIn(event, 'actor')
  return actor === null ? {} : { actor, note: optionalTextIn(event, 'note') }
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
    ...(event.data['flapping'] === true ? { flapping: true } : {}),
  }
}
