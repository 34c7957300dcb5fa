import type { EventKind } from '../../domain/event.ts'
import { textIn } from '../../domain/event-data.ts'
import { instant } from '../../domain/instant.ts'
import { eventsWith } from '../../ledger/search.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { recordAction } from '../actions/record-action.ts'
import { type Failure, failure, isFailure } from '../failure.ts'
import type { Role } from './caller.ts'
import { newKey } from './key-text.ts'
import type { KeyRecord, Keys } from './keys.ts'

/** Where keys come and go is recorded, whichever shards there are. */
const LEDGER = 'recorder/0'

export interface KeyPorts extends Pick<ActionPorts, 'ledger' | 'clock' | 'notePending'> {
  readonly keys: Keys
}

export interface KeyAsked {
  readonly name: string
  readonly role: Role
  /** Null: it does not expire. */
  readonly expiresInMs: number | null
  readonly actor: string
}

/** What stands in an actor, and in the record for ever. */
export function isKeyName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(text)
}

/**
 * A new key and its text, which is nowhere else. Recorded first: a crash between leaves the record of a key that lets nobody in, never
 * a key that lets somebody in and of which the record knows nothing.
 */
export async function createKey(
  ports: KeyPorts,
  { name, role, expiresInMs, actor }: KeyAsked,
): Promise<{ readonly key: KeyRecord; readonly text: string }> {
  const nowMs = ports.clock.now()
  const { id, text, hash } = newKey()
  const key: KeyRecord = {
    id,
    name,
    role,
    hash,
    createdAt: instant(nowMs),
    createdBy: actor,
    expiresAt: expiresInMs === null ? null : instant(nowMs + expiresInMs),
    revokedAt: null,
    revokedBy: null,
  }
  await recordOnce(ports, 'access-key-created', key, actor)
  if ((await ports.keys.add(key)) === 'taken') throw new Error(`key ${id}: the id is in use`)
  return { key, text }
}

/** Revokes it first: it must end also where nothing can be recorded. Doing it again records what a crash has left out. */
export async function revokeKey(ports: KeyPorts, id: string, actor: string): Promise<KeyRecord | Failure> {
  const key = await ports.keys.revoke(id, instant(ports.clock.now()), actor)
  if (key === undefined) return failure('NotFound', `Unknown key '${id}'`)
  await recordOnce(ports, 'access-key-revoked', key, key.revokedBy ?? actor)
  return key
}

/** By id the entry of `recorder/0` that says who made the key. One without was made by nobody who should. */
export async function recordedKeys({
  ledger,
}: Pick<KeyPorts, 'ledger'>): Promise<ReadonlyMap<string, number>> {
  const head = await ledger.head(LEDGER)
  if (head === undefined) return new Map()
  const all = { kinds: ['access-key-created'] as const, fromSeq: head.entry.seq, downTo: 1 }
  const found = await eventsWith(ledger, LEDGER, all, () => true)
  return new Map(found.map(({ sealed, event }) => [textIn(event, 'key'), sealed.entry.seq]))
}

async function recordOnce(
  ports: KeyPorts,
  kind: Extract<EventKind, `access-key-${string}`>,
  key: KeyRecord,
  actor: string,
): Promise<void> {
  const { id, name, role, expiresAt } = key
  const data = { key: id, name, role, expires_at: expiresAt, actor }
  const recorded = await recordAction(ports, { name: LEDGER, actor }, async (head) => {
    const before = head && { kinds: [kind], fromSeq: head.entry.seq, downTo: 1 }
    const found =
      before && (await eventsWith(ports.ledger, LEDGER, before, (event) => event.data['key'] === id))
    return found === undefined || found.length === 0 ? [{ kind, severity: 'silent', data }] : []
  })
  if (isFailure(recorded)) throw new Error(`key ${id}: ${recorded.message}`)
}
