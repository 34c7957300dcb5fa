/** A moment as RFC 3339 UTC text with milliseconds, e.g. `2026-11-23T20:00:00.000Z`; its order as text is its order in time. */
export type Instant = string & { readonly __brand: 'instant' }

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/

/** From milliseconds since the Unix epoch. Throws RangeError outside the years 0000 … 9999. */
export function instant(unixMs: number): Instant {
  const text = new Date(unixMs).toISOString()
  if (text.length !== 24) throw new RangeError(`no instant of four-digit year: ${unixMs}`)
  return text as Instant
}

/** The moment that an RFC 3339 text names, to the millisecond (finer digits are cut), or undefined. */
export function parseInstant(text: string): Instant | undefined {
  if (isInstant(text)) return text
  const match = RFC3339.exec(text)
  if (match === null) return undefined
  const day = Number(match[3])
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate()
  if (day < 1 || day > daysInMonth) return undefined
  const cut = match[7] === undefined ? text : text.replace(`.${match[7]}`, `.${match[7].slice(0, 3)}`)
  const unixMs = Date.parse(cut.toUpperCase())
  if (Number.isNaN(unixMs)) return undefined
  const canonical = new Date(unixMs).toISOString()
  return canonical.length === 24 ? (canonical as Instant) : undefined
}

/** Written as an instant is, as nearly all are that are parsed. */
function isInstant(text: string): text is Instant {
  if (text.length !== 24) return false
  const unixMs = Date.parse(text)
  return !Number.isNaN(unixMs) && new Date(unixMs).toISOString() === text
}

/** Milliseconds since the Unix epoch. */
export function unixMs(at: Instant): number {
  return Date.parse(at)
}

/** Whole seconds from one moment to a later one, as decimal text; `0` where the clock went back. */
export function secondsBetween(from: Instant, to: Instant): string {
  return String(Math.max(0, Math.floor((unixMs(to) - unixMs(from)) / 1_000)))
}

const LAST_MS = 253_402_300_799_999

/** So many milliseconds before; the moment itself where that would be outside the years 1970 … 9999. */
export function earlierBy(at: Instant, ms: number): Instant {
  const earlierMs = unixMs(at) - ms
  return ms === 0 || earlierMs < 0 || earlierMs > LAST_MS ? at : instant(earlierMs)
}

export function earlierOf(a: Instant, b: Instant): Instant {
  return a < b ? a : b
}

export function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}
