const DAY_MS = 86_400_000
const UNITS = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

const DURATION = /^(0|[1-9][0-9]{0,12})(ms|s|m|h|d)$/
// A hundred years, the longest that S3 Object Lock takes (36,500 days): beyond it a duration is a mistake, and dates overflow.
export const MAX_DURATION_MS = 36_500 * DAY_MS

/**
 * Milliseconds of `500ms`, `15s`, `10m`, `6h`, `30d` or `0s`: one integer, one unit. Undefined beyond a hundred years and
 * for anything else: signs, fractions, white space, leading zeros, a missing unit.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  const unit = UNITS.find(([name]) => name === match?.[2])
  if (match === null || unit === undefined) return undefined
  const ms = Number(match[1]) * unit[1]
  return ms <= MAX_DURATION_MS ? ms : undefined
}

/**
 * The text of so many milliseconds in the largest unit that divides them: 90000 is `90s`, 0 is `0s`; a single day is `24h`,
 * as the contract writes it.
 * Throws RangeError where they are negative or no safe integer.
 */
export function formatDuration(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`no duration in milliseconds: ${ms}`)
  if (ms === 0) return '0s'
  const divides = (unitMs: number) => ms % unitMs === 0 && (unitMs < DAY_MS || ms > DAY_MS)
  const [name, size] = UNITS.find(([, unitMs]) => divides(unitMs)) ?? ['ms', 1]
  return `${ms / size}${name}`
}
