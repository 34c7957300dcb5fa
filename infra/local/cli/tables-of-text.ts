import { printable } from '../words.ts'
import type { ActionName, ListName } from './ledger-arguments.ts'

type Item = { readonly [key: string]: unknown }

const ALERT = ['id', 'raised_at', 'state', 'severity', 'kind', 'pipeline', 'uuid'] as const
const CHECKPOINT = [
  'uuid',
  'created_at',
  'status',
  'fingerprint',
  'size',
  'steps',
  'processed_records',
  'first_seen_at',
  'ended_at',
] as const
const HOLD = ['id', 'actor', 'at', 'released_at', 'broken_at', 'reason'] as const

const COLUMNS: { readonly [list in ListName]: readonly string[] } = {
  history: [...CHECKPOINT, 'held'],
  events: ['seq', 'at', 'kind', 'severity', 'uuid'],
  alerts: ALERT,
  'sign-offs': ['at', 'actor', 'from', 'to', 'sha256', 'note'],
  runs: ['run_id', 'started_at', 'finished_at', 'listed', 'unobservable', 'skipped', 'entries'],
}

/** The items as columns of text, every 64-bit value with all its digits. */
export function tableOf(list: ListName, items: readonly Item[]): string {
  return table(COLUMNS[list], items)
}

/** What an action has left: the alert with who acted on it, or the checkpoint and all its holds. */
export function tableOfAction(action: ActionName, item: Item): string {
  if (action === 'acknowledge' || action === 'resolve') return table([...ALERT, 'actor', 'note'], [item])
  const holds: unknown = item['holds']
  return `${table(CHECKPOINT, [item])}\n\n${table(HOLD, Array.isArray(holds) ? holds : [])}`
}

function table(columns: readonly string[], items: readonly Item[]): string {
  const rows = [columns, ...items.map((item) => columns.map((column) => cell(item[column])))]
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (isHold(value)) return printable(value.actor)
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

/** In a list, who holds a checkpoint is enough: reasons are long. */
function isHold(value: unknown): value is { readonly actor: string } {
  return typeof value === 'object' && value !== null && 'actor' in value && typeof value.actor === 'string'
}
