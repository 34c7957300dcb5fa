import { printable } from '../words.ts'
import type { ActionName, ListName, PlanName } from './ledger-arguments.ts'
import type { Item } from './ledger-lists.ts'

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
  'durability',
] as const
const HOLD = ['id', 'actor', 'at', 'released_at', 'broken_at', 'reason'] as const

const PLAN = ['id', 'state', 'from', 'until', 'kinds', 'actor', 'reason', 'withdrawn_by'] as const
const TEST = ['id', 'state', 'severity', 'at', 'message_id'] as const
const DRILL = ['id', 'performed_at', 'outcome', 'uuid', 'minutes', 'actor', 'note'] as const

const COLUMNS: { readonly [list in ListName]: readonly string[] } = {
  history: [...CHECKPOINT, 'held'],
  events: ['seq', 'at', 'kind', 'severity', 'uuid'],
  alerts: ALERT,
  'sign-offs': ['at', 'actor', 'from', 'to', 'sha256', 'note'],
  runs: ['run_id', 'started_at', 'finished_at', 'listed', 'unobservable', 'skipped', 'entries'],
  approvals: PLAN,
  maintenance: PLAN,
  drills: DRILL,
}

/** The items as columns of text, every 64-bit value with all its digits. */
export function tableOf(list: ListName, items: readonly Item[]): string {
  return table(COLUMNS[list], items)
}

/** What an action has left: the alert with who acted on it, or the checkpoint and all its holds. */
export function tableOfAction(action: ActionName | PlanName, item: Item): string {
  if (Array.isArray(item['items'])) return tableOfMany(item['items'], item['refused'])
  if (action === 'approve' || action === 'maintain' || action === 'withdraw') return table(PLAN, [item])
  if (action === 'drill') return table(DRILL, [item])
  if (action === 'test-notification' || action === 'rehearse-loss') return table(TEST, [item])
  if (action === 'acknowledge' || action === 'resolve') return table([...ALERT, 'actor', 'note'], [item])
  const holds: unknown = item['holds']
  return `${table(CHECKPOINT, [item])}\n\n${table(HOLD, Array.isArray(holds) ? holds : [])}`
}

/** What was done to many pipelines at once, and of which it was refused. */
function tableOfMany(items: readonly Item[], refused: unknown): string {
  const done = table(['pipeline', 'id', 'state', 'from', 'until'], items)
  if (!Array.isArray(refused) || refused.length === 0) return done
  return `${done}\n\n${table(['pipeline', 'refused'], refused)}`
}

export function table(columns: readonly string[], items: readonly Item[]): string {
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
