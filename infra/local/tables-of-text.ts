import { printable } from './words.ts'

type Item = { readonly [key: string]: unknown }

const COLUMNS: { readonly [command: string]: readonly string[] } = {
  history: [
    'uuid',
    'created_at',
    'status',
    'fingerprint',
    'size',
    'steps',
    'processed_records',
    'first_seen_at',
    'ended_at',
  ],
  events: ['seq', 'at', 'kind', 'severity', 'uuid'],
  alerts: ['id', 'raised_at', 'state', 'severity', 'kind', 'pipeline', 'uuid'],
  runs: ['run_id', 'started_at', 'finished_at', 'listed', 'unobservable', 'skipped', 'entries'],
}

/** The items as columns of text, every 64-bit value with all its digits. */
export function tableOf(command: string, items: readonly Item[]): string {
  const columns = COLUMNS[command] ?? []
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
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}
