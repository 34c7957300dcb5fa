import { timingSafeEqual } from 'node:crypto'
import { type Clock } from '../../domain/clock.ts'
import { unixMs } from '../../domain/instant.ts'
import { keepNewest } from '../../domain/keep-newest.ts'
import { type Caller, callerWith } from './caller.ts'
import { hashOf, keyIdIn } from './key-text.ts'
import type { KeyRecord, Keys } from './keys.ts'

// How long a revoked key may still be taken by a warm function: docs/api.md and the runbook say so.
const KEPT_MS = 60_000
// An operator has tens of keys; beyond this the oldest is read again.
const KEPT_KEYS = 1_000

interface Kept {
  readonly key: KeyRecord
  readonly readMs: number
}

/** Who holds this key; undefined where nobody may. */
export type CheckKey = (text: string) => Promise<Caller | undefined>

/**
 * Only what is let in is answered from what was read before: every refusal of what could be a key reads the table, so neither a
 * known id nor a revoked key answers faster than an unknown one, and nothing is remembered of what was refused.
 */
export function createKeyCheck({
  keys,
  clock,
}: {
  readonly keys: Pick<Keys, 'find'>
  readonly clock: Pick<Clock, 'now'>
}): CheckKey {
  const kept = new Map<string, Kept>()
  return async (text) => {
    const id = keyIdIn(text)
    if (id === undefined) return undefined
    const hash = hashOf(text)
    const nowMs = clock.now()
    const before = kept.get(id)
    if (before !== undefined && isYoung(before, nowMs) && isGood(before.key, hash, nowMs))
      return callerOf(before.key)
    const key = await keys.find(id)
    if (!isGood(key, hash, nowMs) || key === undefined) return undefined
    keepNewest(kept, id, { key, readMs: nowMs }, KEPT_KEYS)
    return callerOf(key)
  }
}

/** A clock that went back makes nothing younger. */
function isYoung({ readMs }: Kept, nowMs: number): boolean {
  return nowMs >= readMs && nowMs - readMs < KEPT_MS
}

/** One that is not there is compared as well: with what no text hashes to. */
function isGood(key: KeyRecord | undefined, hash: string, nowMs: number): boolean {
  const isSame = equalHashes(key?.hash ?? '0'.repeat(64), hash)
  const isInForce =
    key !== undefined && key.revokedAt === null && (key.expiresAt === null || nowMs < unixMs(key.expiresAt))
  return isSame && isInForce
}

/** In constant time: SHA-256 has one length. */
export function equalHashes(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]
  return one.length === other.length && timingSafeEqual(one, other)
}

function callerOf({ id, name, role }: KeyRecord): Caller {
  return callerWith(`key:${id}/${name}`, role)
}
