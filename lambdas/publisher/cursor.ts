import { canonical, sha256Hex } from '../domain/canonical.ts'

/**
 * Where a list goes on: opaque to clients. It is bound to its list (path and filters) and carries a checksum,
 * so that an altered cursor, or one of another list, is refused instead of showing some other page.
 * The checksum is no secret: whoever forges one reads what he may read anyway.
 */
export function writeCursor(list: string, position: readonly string[]): string {
  const text = canonical(position)
  return Buffer.from(`${checksum(list, text)}${text}`).toString('base64url')
}

/** The position, or undefined where the cursor is altered or of another list. */
export function readCursor(list: string, cursor: string): readonly string[] | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (Buffer.from(text).toString('base64url') !== cursor) return undefined
  const position = text.slice(CHECKSUM_LENGTH)
  if (text.slice(0, CHECKSUM_LENGTH) !== checksum(list, position)) return undefined
  // Whoever forges a checksum may say anything: a list of texts it must be.
  const parts: unknown = JSON.parse(position)
  return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined
}

const CHECKSUM_LENGTH = 16

function checksum(list: string, position: string): string {
  return sha256Hex(canonical([list, position])).slice(0, CHECKSUM_LENGTH)
}
