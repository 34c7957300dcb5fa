import { type CheckpointMetadata, parseUuid } from '../../domain/checkpoint.ts'
import { isMembers } from '../../domain/exact-json.ts'
import { type U64, u64In } from '../../domain/u64.ts'

// Feldera never sets one (FELDERA §1); an entry must hold any that we accept.
export const MAX_IDENTIFIER_BYTES = 1_024

/**
 * A checkpoint that has nothing wrong with it, or undefined: then the schema (schema.ts) decides, and says what is wrong. Nearly all are
 * plain, and the schema takes ten times as long; that both agree is tested over whatever a source may say.
 */
export function plainCheckpoint(value: unknown): CheckpointMetadata | undefined {
  if (!isMembers(value)) return undefined
  const uuid = typeof value['uuid'] === 'string' ? parseUuid(value['uuid']) : undefined
  const identifier = identifierIn(value['identifier'])
  const fingerprint = u64In(value['fingerprint'])
  const [size, steps] = [countIn(value['size']), countIn(value['steps'])]
  const records = countIn(value['processed_records'])
  if (uuid === undefined || identifier === undefined || fingerprint === undefined) return undefined
  if (size === undefined || steps === undefined || records === undefined) return undefined
  return { uuid, identifier, fingerprint, size, steps, processed_records: records }
}

function identifierIn(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || !value.isWellFormed()) return undefined
  return Buffer.byteLength(value) <= MAX_IDENTIFIER_BYTES ? value : undefined
}

function countIn(value: unknown): U64 | null | undefined {
  return value === undefined || value === null ? null : u64In(value)
}
