import { isEventKind, SEVERITIES } from '../../domain/event.ts'
import {
  countOf,
  instantOf,
  instantOrNullOf,
  membersOf,
  oneOf,
  textOf,
  textOrNullOf,
} from '../../domain/json-object.ts'
import { ALERT_STATES, type AlertRow, type Reminded } from './alert-index.ts'

export function alertRowText(row: AlertRow): string {
  return JSON.stringify(row)
}

/** Reads it back. Throws where it is none: somebody has edited it, and what is made of it would be told to people. */
export function alertRowFrom(text: string): AlertRow {
  const row = membersOf(JSON.parse(text), 'it')
  const kind = textOf(row['kind'], 'kind')
  if (!isEventKind(kind)) throw new Error(`unknown event kind ${kind}`)
  return {
    id: textOf(row['id'], 'id'),
    kind,
    severity: oneOf(row['severity'], SEVERITIES, 'severity'),
    state: oneOf(row['state'], ALERT_STATES, 'state'),
    ledger: textOf(row['ledger'], 'ledger'),
    uuid: textOrNullOf(row['uuid'], 'uuid'),
    raisedAt: instantOf(row['raisedAt'], 'raisedAt'),
    acknowledgedAt: instantOrNullOf(row['acknowledgedAt'], 'acknowledgedAt'),
    resolvedAt: instantOrNullOf(row['resolvedAt'], 'resolvedAt'),
    actor: textOrNullOf(row['actor'], 'actor'),
    note: textOrNullOf(row['note'], 'note'),
    summary: textOf(row['summary'], 'summary'),
    ...(row['seq'] === undefined ? {} : { seq: textOf(row['seq'], 'seq') }),
    ...(row['flapping'] === true ? { flapping: true } : {}),
    ...(row['reminded'] === undefined ? {} : { reminded: remindedIn(row['reminded']) }),
  }
}

function remindedIn(value: unknown): Reminded {
  const { n, dueAt } = membersOf(value, 'reminded')
  return { n: countOf(n, 'reminded.n'), dueAt: instantOf(dueAt, 'reminded.dueAt') }
}
