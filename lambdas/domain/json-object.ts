import { type Instant, parseInstant } from './instant.ts'

/** Reading values that were parsed from JSON: what is not what it should be is named, and thrown. */

export interface Members {
  readonly [name: string]: unknown
}

/** Whether a value that was parsed from JSON is an object with members. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function membersOf(value: unknown, name: string): Members {
  if (!isObject(value)) throw new Error(`${name} is no object`)
  return value
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name} is no list`)
  return value
}

export function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`${name} is no text`)
  return value
}

export function textOrNullOf(value: unknown, name: string): string | null {
  return value === null ? null : textOf(value, name)
}

export function countOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Error(`${name} is no count`)
  return value
}

export function instantOf(value: unknown, name: string): Instant {
  const at = parseInstant(textOf(value, name))
  if (at === undefined) throw new Error(`${name} is no time`)
  return at
}

export function instantOrNullOf(value: unknown, name: string): Instant | null {
  return value === null ? null : instantOf(value, name)
}

export function oneOf<const T extends string>(value: unknown, known: readonly T[], name: string): T {
  const found = known.find((one) => one === value)
  if (found === undefined) throw new Error(`${name} is none of ${known.join(', ')}`)
  return found
}
