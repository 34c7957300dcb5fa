import type { CheckpointMetadata, Uuid } from '../../lambdas/domain/checkpoint.ts'
import { parseUuid } from '../../lambdas/domain/checkpoint.ts'
import { type Instant, instant } from '../../lambdas/domain/instant.ts'
import { parseU64, type U64 } from '../../lambdas/domain/u64.ts'

/** A fixed moment from which tests count. */
export const T0 = Date.UTC(2026, 10, 1)

export function at(secondsAfterT0: number): Instant {
  return instant(T0 + secondsAfterT0 * 1_000)
}

/** The UUIDv7 of a checkpoint begun that many seconds after T0. */
export function timedUuid(secondsAfterT0: number): Uuid {
  const hex = (T0 + secondsAfterT0 * 1_000).toString(16).padStart(12, '0')
  return uuid(`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`)
}

export function uuid(text: string): Uuid {
  const parsed = parseUuid(text)
  if (parsed === undefined) throw new Error(`${text} is no UUID`)
  return parsed
}

export function u64(text: string): U64 {
  const parsed = parseU64(text)
  if (parsed === undefined) throw new Error(`${text} is no u64`)
  return parsed
}

export const FINGERPRINT = u64('14128757731148314856')
/** The next one: a JS number cannot tell the two apart. */
export const NEXT_FINGERPRINT = u64('14128757731148314857')

/** A checkpoint begun `seconds` after T0. */
export function checkpoint(seconds: number, other: Partial<CheckpointMetadata> = {}): CheckpointMetadata {
  const counted = Math.max(0, Math.floor(seconds))
  return {
    uuid: timedUuid(seconds),
    identifier: null,
    fingerprint: FINGERPRINT,
    size: u64('123456'),
    steps: u64(String(counted)),
    processed_records: u64(String(counted * 10)),
    ...other,
  }
}
