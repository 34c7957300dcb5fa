import { beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../../lambdas/domain/instant.ts'
import { type CheckKey, createKeyCheck, equalHashes } from '../../../lambdas/publisher/access/check-key.ts'
import { newKey } from '../../../lambdas/publisher/access/key-text.ts'
import type { KeyRecord, Keys } from '../../../lambdas/publisher/access/keys.ts'
import { createMemoryKeys } from '../../../lambdas/publisher/access/memory-keys.ts'
import { withChecksum } from '../../support/forged-keys.ts'
import { at, T0 } from '../../support/listings.ts'
import { KEY } from './keys-contract.ts'

let [nowMs, reads] = [T0, 0]
let keys: Keys
let check: CheckKey

beforeEach(() => {
  ;[nowMs, reads] = [T0, 0]
  keys = createMemoryKeys()
  const counting = {
    find: async (id: string) => {
      reads += 1
      return keys.find(id)
    },
  }
  check = createKeyCheck({ keys: counting, clock: { now: () => nowMs } })
})

async function added(more: Partial<KeyRecord> = {}): Promise<string> {
  const { id, text, hash } = newKey()
  await keys.add({ ...KEY, id, hash, ...more })
  return text
}

/** A key of the same id with another secret: whoever saw the id in the record could make one. */
function forged(text: string): string {
  return withChecksum(`${text.slice(0, 16)}${newKey().text.slice(16, 59)}`)
}

describe('a key', () => {
  it('lets its holder in with its role, by a name that needs no table to be read', async () => {
    const text = await added({ role: 'operate', name: 'on-call' })
    const id = text.slice(3, 15)
    expect(await check(text)).toEqual({ actor: `key:${id}/on-call`, roles: ['read', 'operate'] })
    expect((await check(await added()))?.roles).toEqual(['read'])
  })

  it('is refused from the moment on at which it expires, kept or not', async () => {
    const text = await added({ expiresAt: instant(T0 + 1_000) })
    expect(await check(text)).toBeDefined()
    nowMs = T0 + 999
    expect(await check(text)).toBeDefined()
    nowMs = T0 + 1_000
    expect(await check(text)).toBeUndefined()
  })

  it('that is revoked is refused at once where it was not read, and within a minute where it was', async () => {
    const [warm, cold] = [await added(), await added()]
    await check(warm)
    for (const text of [warm, cold]) await keys.revoke(text.slice(3, 15), at(0), 'cli:bob')
    expect(await check(cold)).toBeUndefined()
    nowMs = T0 + 59_999
    expect(await check(warm)).toBeDefined()
    nowMs = T0 + 60_000
    expect(await check(warm)).toBeUndefined()
    expect(await check(warm)).toBeUndefined()
  })

  it('that was read is believed no longer because the clock went back', async () => {
    const text = await added()
    await check(text)
    await keys.revoke(text.slice(3, 15), at(0), 'cli:bob')
    nowMs = T0 - 1
    expect(await check(text)).toBeUndefined()
  })
})

describe('what is read', () => {
  it('is one record a minute of a key that is used all the time', async () => {
    const text = await added()
    for (let second = 0; second < 120; second += 1) {
      nowMs = T0 + second * 1_000
      await check(text)
    }
    expect(reads).toBe(2)
  })

  it('is one record for every refusal of what could be a key: known id, unknown id, revoked, expired', async () => {
    const known = await added()
    await check(known)
    const refused = [
      forged(known),
      newKey().text,
      await added({ revokedAt: at(0), revokedBy: 'cli:bob' }),
      await added({ expiresAt: instant(T0) }),
    ]
    for (const text of refused) {
      const before = reads
      expect(await check(text)).toBeUndefined()
      expect(await check(text)).toBeUndefined()
      expect(reads - before).toBe(2)
    }
    expect(forged(known).slice(0, 15)).toBe(known.slice(0, 15))
  })

  it('is nothing for what is no key', async () => {
    for (const text of ['cl_', 'x', `${newKey().text}x`]) expect(await check(text)).toBeUndefined()
    expect(reads).toBe(0)
  })

  it('is remembered of a thousand keys at most', async () => {
    const texts = await Promise.all(Array.from({ length: 1_001 }, () => added()))
    for (const text of texts) await check(text)
    expect(reads).toBe(1_001)
    await check(texts.at(-1) ?? '')
    expect(reads).toBe(1_001)
    await check(texts[0] ?? '')
    expect(reads).toBe(1_002)
  })
})

it('hashes of another length are another, not an error', () => {
  expect(equalHashes('ab', 'ab')).toBe(true)
  expect(equalHashes('ab', 'abcd')).toBe(false)
  expect(equalHashes('', 'ab')).toBe(false)
})
