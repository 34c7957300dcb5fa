import type { Instant } from '../../domain/instant.ts'
import type { Role } from './caller.ts'

/** What is kept of an API key. The key itself is nowhere. */
export interface KeyRecord {
  readonly id: string
  /** For people; stands in the actor. */
  readonly name: string
  readonly role: Role
  /** SHA-256 of the key's text, hex. */
  readonly hash: string
  readonly createdAt: Instant
  readonly createdBy: string
  /** From then on it is refused; null: never. */
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
  readonly revokedBy: string | null
}

/**
 * The API keys. None is ever removed: the record names keys as actors, years later too. Reads are strongly consistent; all reject
 * where the store cannot be reached.
 */
export interface Keys {
  readonly find: (id: string) => Promise<KeyRecord | undefined>
  /** Durable on `added`; `taken` where the id is in use. */
  readonly add: (key: KeyRecord) => Promise<'added' | 'taken'>
  /** The key as it is then: the first revocation stands. Undefined where there is none of that id. Durable on return. */
  readonly revoke: (id: string, at: Instant, by: string) => Promise<KeyRecord | undefined>
  /** By time of creation. For people who list them; reads the whole table. */
  readonly all: () => Promise<readonly KeyRecord[]>
}

export function inOrder(keys: readonly KeyRecord[]): readonly KeyRecord[] {
  return keys.toSorted((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1))
}
