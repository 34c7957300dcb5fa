import type { Uuid } from './checkpoint.ts'
import type { EventData, Severity } from './event.ts'

/** The facts of stored copies and their severities, where the policy names no other (CONTRACT §8). */
export const COPY_SEVERITY = {
  'copy-synced': 'silent',
  'copy-verified': 'silent',
  'copy-retired': 'silent',
  'copy-incomplete': 'critical',
  'copy-corrupt': 'critical',
  'copy-changed': 'critical',
  'copy-missing': 'critical',
  'copy-late': 'warning',
  'owner-changed': 'critical',
} as const satisfies Record<string, Severity>

export type CopyEventKind = keyof typeof COPY_SEVERITY

/** One fact, of the form of a `LedgerEvent`. */
export interface CopyEvent {
  readonly kind: CopyEventKind
  readonly severity: Severity
  readonly uuid?: Uuid
  readonly data: { readonly [key: string]: EventData }
}

export function copyEvent(kind: CopyEventKind, uuid: Uuid | undefined, data: CopyEvent['data']): CopyEvent {
  const severity = COPY_SEVERITY[kind]
  return uuid === undefined ? { kind, severity, data } : { kind, severity, uuid, data }
}

// An entry holds 60,000 bytes; what stands at the end of a list of ten thousand helps nobody.
const NAMED = 50

/** The first so many objects by name, with what is wrong, and how many they are. */
export function objectsNamed(
  objects: readonly { readonly object: string; readonly what: string }[],
): CopyEvent['data'] {
  const named = objects.slice(0, NAMED).map(({ object, what }) => ({ object, what }))
  return { objects: named, count: String(objects.length) }
}
