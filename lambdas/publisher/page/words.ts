/** How times, amounts and numbers are said on the page. */

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const

/** Seconds in at most two units: `3 m 20 s`, `2 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const first = UNITS.findIndex(([size]) => whole >= size)
  if (first === -1) return '0 s'
  const [size, name] = UNITS[first] ?? [1, 's']
  const rest = UNITS[first + 1]
  const many = Math.floor(whole / size)
  const more = rest === undefined ? 0 : Math.floor((whole % size) / rest[0])
  return more === 0 || many >= 10 ? `${many} ${name}` : `${many} ${name} ${more} ${rest?.[1]}`
}

export function ago(seconds: number): string {
  return seconds < 2 ? 'just now' : `${duration(seconds)} ago`
}

const DAY_AND_TIME = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const

/** A moment in the reader's own time zone; the exact UTC text belongs beside it (`moment` in parts.ts). */
export function localTime(at: string | number): string {
  const date = new Date(at)
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleString('en-GB', { ...DAY_AND_TIME, ...year, hour12: false })
}

export function clockTime(at: string | number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour12: false })
}

/** Thousands apart, exact: the digits are never made a number. */
export function grouped(digits: string | number): string {
  return String(digits).replaceAll(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** Bytes in a unit that is read at a glance; the exact count belongs beside it. */
export function bytes(digits: string | number): string {
  let [value, unit] = [Number(digits), 0]
  while (value >= 1_000 && unit < SIZES.length - 1) [value, unit] = [value / 1_000, unit + 1]
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${SIZES[unit]}`
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`
}

export function shortUuid(uuid: string): string {
  return `${uuid.slice(0, 8)}…${uuid.slice(-6)}`
}

/** `checkpoint-missing` → `Checkpoint missing`. */
export function titled(kind: string): string {
  const words = kind.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
