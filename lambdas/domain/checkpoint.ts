import { type Instant, instant } from './instant.ts'
import { compareU64, type U64 } from './u64.ts'

/** A checkpoint's UUID: lower case, hyphenated. */
export type Uuid = string & { readonly __brand: 'uuid' }

/** What Feldera says of one checkpoint (feldera-types/src/checkpoint.rs, CheckpointMetadata), under the names of the wire. */
export interface CheckpointMetadata {
  readonly uuid: Uuid
  readonly identifier: string | null
  readonly fingerprint: U64
  /** Bytes of the checkpoint's own directory: without the batches, which hold the data. */
  readonly size: U64 | null
  readonly steps: U64 | null
  readonly processed_records: U64 | null
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The UUID in lower case, or undefined where the text is none. */
export function parseUuid(text: string): Uuid | undefined {
  if (UUID.test(text)) return text as Uuid
  const lower = text.toLowerCase()
  return UUID.test(lower) ? (lower as Uuid) : undefined
}

/** Whether the UUID carries its time of birth: version 7, RFC variant. */
export function isTimed(uuid: Uuid): boolean {
  return uuid[14] === '7' && '89ab'.includes(uuid[19] ?? '')
}

/** When the pipeline's host began the checkpoint, by its own clock; undefined where the UUID is not version 7. */
export function bornAt(uuid: Uuid): Instant | undefined {
  const atMs = bornMs(uuid)
  return atMs === undefined ? undefined : instant(atMs)
}

/** The same in milliseconds since the Unix epoch: thousands are compared with each other, and text would have to be read again. */
export function bornMs(uuid: Uuid): number | undefined {
  if (!isTimed(uuid)) return undefined
  const unixMs = Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
  // 48 bits reach the year 10889; a time beyond the year 9999 is no clock's.
  return unixMs <= 253_402_300_799_999 ? unixMs : undefined
}

/** What Feldera says of it, without what we know besides. */
export function metadataOf(known: CheckpointMetadata): CheckpointMetadata {
  const { uuid, identifier, fingerprint, size, steps, processed_records } = known
  return { uuid, identifier, fingerprint, size, steps, processed_records }
}

/** Fields other than the fingerprint, in which two records of one UUID differ. */
export function changedFields(from: CheckpointMetadata, to: CheckpointMetadata): readonly MutableField[] {
  return MUTABLE_FIELDS.filter((field) => from[field] !== to[field])
}

const MUTABLE_FIELDS = ['size', 'steps', 'processed_records', 'identifier'] as const
export type MutableField = (typeof MUTABLE_FIELDS)[number]

/** Whether `later` counts fewer than `earlier`; false where one of them does not count. */
export function countsFewer(later: U64 | null, earlier: U64 | null): boolean {
  return later !== null && earlier !== null && compareU64(later, earlier) < 0
}
