import type { Uuid } from '../checkpoint.ts'
import { DEFAULT_SEVERITY, type EventData, type EventKind, type LedgerEvent } from '../event.ts'

/** The facts of stored copies (CONTRACT §8). */
export const COPY_KINDS = [
  'copy-synced',
  'copy-verified',
  'copy-kept',
  'copy-retired',
  'copy-incomplete',
  'copy-corrupt',
  'copy-changed',
  'copy-missing',
  'copy-mended',
  'copy-late',
  'owner-changed',
  'store-unobservable',
  'store-observable',
  'store-moved',
] as const satisfies readonly EventKind[]
export type CopyEventKind = (typeof COPY_KINDS)[number]

export interface CopyEvent extends LedgerEvent {
  readonly kind: CopyEventKind
}

/** What is wrong and may be right again: `copy-mended` says which of these it is. */
export type Mendable = 'copy-incomplete' | 'copy-corrupt' | 'copy-missing' | 'copy-late' | 'owner-changed'

/** One fact, with the severity that it has where the policy names no other. */
export function copyEvent(kind: CopyEventKind, uuid: Uuid | undefined, data: CopyEvent['data']): CopyEvent {
  const severity = DEFAULT_SEVERITY[kind]
  return uuid === undefined ? { kind, severity, data } : { kind, severity, uuid, data }
}

export function mended(of: Mendable, uuid: Uuid | undefined, data: CopyEvent['data']): CopyEvent {
  return copyEvent('copy-mended', uuid, { of, ...data })
}

// An entry holds 60,000 bytes; what stands at the end of a list of ten thousand helps nobody.
const NAMED = 50

interface Named {
  readonly object: string
  readonly what: string
}

/** The first so many: what is told of many objects. */
export function firstOf<T>(objects: readonly T[]): readonly T[] {
  return objects.slice(0, NAMED)
}

/** The first so many objects by name, with what is wrong, and how many they are. */
export function objectsNamed(objects: readonly Named[]): { readonly [key: string]: EventData } {
  const named = firstOf(objects).map(({ object, what }) => ({ object, what }))
  return { objects: named, count: String(objects.length) }
}
