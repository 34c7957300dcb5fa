import type { AlertIndex, AlertPosition, AlertRow } from '../../ledger/work/alert-index.ts'
import type { Family } from './exposition.ts'

// 5,000 rows are some 4 MB to read. Whoever has as many that fire needs no exact number.
const MOST_COUNTED = 5_000
const ROWS_A_READ = 1_000

/** Alerts that fire, by kind and severity, the newest `MOST_COUNTED` of them. */
export async function alertFamilies(alerts: Pick<AlertIndex, 'list'>): Promise<readonly Family[]> {
  const { rows, isAll } = await firing(alerts)
  const groups = Map.groupBy(rows, ({ kind, severity }) => `${kind} ${severity}`)
  return [
    {
      name: 'checkpoint_ledger_firing_alerts',
      help: 'Alerts that are neither resolved nor acknowledged, by kind and severity',
      samples: [...groups.values()].flatMap((group) => {
        const [first] = group
        if (first === undefined) return []
        return [{ labels: { kind: first.kind, severity: first.severity }, value: group.length }]
      }),
    },
    {
      name: 'checkpoint_ledger_firing_alerts_complete',
      help: `1 where all of them were counted, 0 where only the newest ${MOST_COUNTED} were`,
      samples: [{ labels: {}, value: isAll ? 1 : 0 }],
    },
  ]
}

async function firing(alerts: Pick<AlertIndex, 'list'>) {
  const rows: AlertRow[] = []
  let after: AlertPosition | null = null
  do {
    const limit = Math.min(ROWS_A_READ, MOST_COUNTED - rows.length)
    const page = await alerts.list({ state: 'firing', limit, ...(after === null ? {} : { after }) })
    rows.push(...page.rows)
    after = page.next
  } while (after !== null && rows.length < MOST_COUNTED)
  return { rows, isAll: after === null }
}
