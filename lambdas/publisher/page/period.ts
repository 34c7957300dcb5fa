/** Which part of a history is looked at, as the address has it. */
export interface Period {
  /** `newest`, or how far back from now, or `exact`. */
  readonly last: string
  readonly from: string | undefined
  readonly to: string | undefined
}

const HOUR_MS = 3_600_000
const BACK_MS: { readonly [last: string]: number } = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
}

export const PERIODS = [
  ['newest', 'Newest 100'],
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
  ['exact', 'From … to …'],
] as const

export function readPeriod(choice: URLSearchParams, nowMs: number): Period {
  const [from, to] = [readTime(choice.get('from')), readTime(choice.get('to'))]
  if (from !== undefined || to !== undefined || choice.get('last') === 'exact')
    return { last: 'exact', from, to }
  const last = choice.get('last') ?? 'newest'
  const backMs = BACK_MS[last]
  if (backMs === undefined) return { last: 'newest', from: undefined, to: undefined }
  return { last, from: new Date(nowMs - backMs).toISOString(), to: undefined }
}

/** An address may say anything: what is no time is left out. */
function readTime(text: string | null): string | undefined {
  const ms = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

/** As a field for local time wants it. */
export function localField(at: string | undefined): string {
  if (at === undefined) return ''
  const ms = Date.parse(at)
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function fromLocalField(text: string): string | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
