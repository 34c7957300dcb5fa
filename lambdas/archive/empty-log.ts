import { createHash } from 'node:crypto'
import type { LogHead } from '../domain/message.ts'

/**
 * The head of a log that holds no entry: RFC 6962's tree of size 0, whose root is the SHA-256 of nothing.
 * Entries are chained per ledger but not yet in a log; this says so in the terms of a log, and is true.
 */
export function emptyLog(origin: string): LogHead {
  return { origin, size: '0', root: createHash('sha256').digest('base64') }
}
