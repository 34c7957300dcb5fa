import type { Context } from '../context.ts'
import { button, type Described, h } from '../element.ts'
import { periodField } from '../forms/period-field.ts'

const DAY_MS = 86_400_000

/** A half-open period, RFC 3339. */
export interface ReportPeriod {
  readonly from: string
  readonly to: string
}

/** What the address has; otherwise the last thirty days with today. */
export function reportPeriod(choice: URLSearchParams): ReportPeriod {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const time = (name: string, otherwise: number): string => {
    const ms = Date.parse(choice.get(name) ?? '')
    return new Date(Number.isNaN(ms) ? otherwise : ms).toISOString()
  }
  return { from: time('from', today - 30 * DAY_MS), to: time('to', today + DAY_MS) }
}

/** The calendar month before this one, in UTC: what is archived each month. */
export function lastMonth(nowMs: number): ReportPeriod {
  const now = new Date(nowMs)
  const first = (months: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString()
  return { from: first(-1), to: first(0) }
}

export function periodFields({ choice, choose, reload }: Context): Described {
  const period = reportPeriod(choice())
  const pick = (changes: { readonly [name: string]: string | undefined }): void => {
    choose(changes)
    reload()
  }
  const field = (id: 'from' | 'to', words: string): Described =>
    periodField(id, words, period[id], (at) => pick({ [id]: at }))
  return h(
    'div',
    { class: 'filters screen-only' },
    field('from', 'From (your time)'),
    field('to', 'To (your time), not included'),
    button('Last 30 days', () => pick({ from: undefined, to: undefined })),
    button('Last month (UTC)', () => pick({ ...lastMonth(Date.now()) })),
  )
}
