import { ITS_OWN } from '../memory-kept.ts'
import { ALERT_STATES, type AlertIndex, type AlertRow, positionOf, positionText } from './alert-index.ts'

const rank = ({ state }: AlertRow): number => ALERT_STATES.indexOf(state)

/** The alert index in memory, for tests and simulations. */
export function createMemoryAlertIndex(kept = ITS_OWN): AlertIndex {
  const rows = kept.map<string, AlertRow>()
  return {
    record: async (...recorded) => {
      for (const row of recorded) {
        const known = rows.get(row.id)
        if (known === undefined || rank(known) < rank(row)) rows.set(row.id, row)
      }
    },
    remind: async (reminded) => {
      for (const row of reminded) {
        const known = rows.get(row.id)
        if (known !== undefined && rank(known) === rank(row)) rows.set(row.id, row)
      }
    },
    find: async (id) => rows.get(id),
    findAll: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const row = rows.get(id)
          return row === undefined ? [] : [[id, row]]
        }),
      ),
    list: async ({ state, after, limit }) => {
      const matching = [...rows.values()]
        .filter((row) => state === undefined || row.state === state)
        .filter((row) => after === undefined || positionText(row) < positionText(after))
        .toSorted((a, b) => (positionText(a) > positionText(b) ? -1 : 1))
      const page = matching.slice(0, limit)
      const last = page.at(-1)
      return { rows: page, next: last === undefined || matching.length <= limit ? null : positionOf(last) }
    },
  }
}
