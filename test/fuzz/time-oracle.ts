import type { Json } from './json-reader.ts'

/**
 * The milliseconds since 1970 that an RFC 3339 §5.6 time names, finer digits cut; undefined where it is none, has a leap second, more
 * than nine digits of a second, or a year in UTC that is not of four digits.
 */
export function timeSaid(value: Json | undefined): number | undefined {
  if (value?.kind !== 'string') return undefined
  const { text } = value
  const [date, time] = [text.slice(0, 10), text.slice(11)]
  const [year, month, day] = [digits(date.slice(0, 4)), digits(date.slice(5, 7)), digits(date.slice(8))]
  if (date[4] !== '-' || date[7] !== '-' || !['T', 't'].includes(text[10] ?? '')) return undefined
  const [hour, minute, second] = [
    digits(time.slice(0, 2)),
    digits(time.slice(3, 5)),
    digits(time.slice(6, 8)),
  ]
  if (time[2] !== ':' || time[5] !== ':') return undefined
  const rest = time.slice(8)
  const fraction = rest.startsWith('.') ? Array.from(rest.slice(1)).findIndex((one) => !isDigit(one)) : 0
  const offset = offsetSaid(rest.startsWith('.') ? rest.slice(fraction + 1) : rest)
  if (rest.startsWith('.') && (fraction < 1 || fraction > 9)) return undefined
  if ([year, month, day, hour, minute, second, offset].includes(undefined)) return undefined
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0, o = 0] = [year, month, day, hour, minute, second, offset]
  if (m < 1 || m > 12 || d < 1 || d > daysOf(y, m) || h > 23 || min > 59 || s > 59) return undefined
  const ms = Number(rest.slice(1, 1 + Math.min(3, fraction)).padEnd(3, '0'))
  const at =
    (((daysBefore(y, m) + d - 1) * 24 + h) * 60 + min - o) * 60_000 + s * 1_000 + (fraction > 0 ? ms : 0)
  const isOfFourDigits = at >= daysBefore(0, 1) * DAY_MS && at < daysBefore(10_000, 1) * DAY_MS
  return isOfFourDigits ? at : undefined
}

/** In minutes. */
function offsetSaid(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0
  const [hours, minutes] = [digits(text.slice(1, 3)), digits(text.slice(4))]
  if (text.length !== 6 || text[3] !== ':' || hours === undefined || minutes === undefined) return undefined
  if (!['+', '-'].includes(text[0] ?? '') || hours > 23 || minutes > 59) return undefined
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

function digits(text: string): number | undefined {
  return text !== '' && Array.from(text).every(isDigit) ? Number(text) : undefined
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

const DAY_MS = 86_400_000

/** Days from 1970-01-01 to the first of a month. */
function daysBefore(year: number, month: number): number {
  const leaps = (before: number): number =>
    Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const years = 365 * (year - 1970) + leaps(year - 1) - leaps(1969)
  return Array.from({ length: month - 1 }, (_, i) => daysOf(year, i + 1)).reduce(
    (sum, days) => sum + days,
    years,
  )
}
