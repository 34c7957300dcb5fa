import { beforeEach, describe, expect, it } from 'vitest'
import { canonical } from '../../../lambdas/domain/canonical.ts'
import { factOf } from '../../../lambdas/domain/telling/words.ts'
import type { Ledger } from '../../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { hashOf } from '../../../lambdas/publisher/access/key-text.ts'
import type { KeyRecord, Keys } from '../../../lambdas/publisher/access/keys.ts'
import {
  createKey,
  type KeyPorts,
  recordedKeys,
  revokeKey,
} from '../../../lambdas/publisher/access/manage-keys.ts'
import { createMemoryKeys } from '../../../lambdas/publisher/access/memory-keys.ts'
import { at, T0 } from '../../support/listings.ts'

const ASKED = { name: 'grafana', role: 'read', expiresInMs: 86_400_000, actor: 'cli:ann' } as const

let [ledger, keys] = [createMemoryLedger(), createMemoryKeys()]
let pending: string[]

beforeEach(() => {
  ;[ledger, keys] = [createMemoryLedger(), createMemoryKeys()]
  pending = []
})

function over(more: Partial<{ readonly ledger: Ledger; readonly keys: Keys }> = {}): KeyPorts {
  const notePending = async (name: string, seq: number) => void pending.push(`${name} ${seq}`)
  return { ledger, keys, clock: { now: () => T0 }, notePending, ...more }
}

async function recorded() {
  const entries = await ledger.readForward('recorder/0', 1, 100)
  return entries.flatMap(({ entry }) => entry.events.map((event) => ({ by: entry.by, ...event })))
}

describe('a new key', () => {
  it('is kept as its hash alone, with who made it', async () => {
    const { key, text } = await createKey(over(), ASKED)
    expect(await keys.find(key.id)).toEqual(key)
    expect(key).toEqual({
      id: text.slice(3, 15),
      name: 'grafana',
      role: 'read',
      hash: hashOf(text),
      createdAt: at(0),
      createdBy: 'cli:ann',
      expiresAt: at(86_400),
      revokedAt: null,
      revokedBy: null,
    })
  })

  it('is recorded without its hash, silently, where the log finds it', async () => {
    const { key, text } = await createKey(over(), ASKED)
    const [event, ...others] = await recorded()
    expect(others).toEqual([])
    expect(event).toEqual({
      by: 'cli:ann',
      kind: 'access-key-created',
      severity: 'silent',
      data: { key: key.id, name: 'grafana', role: 'read', expires_at: at(86_400), actor: 'cli:ann' },
    })
    expect(pending).toEqual(['recorder/0 1'])
    const entry = (await ledger.head('recorder/0'))?.entry
    expect(entry?.body).not.toContain(key.hash)
    expect(entry?.body).not.toContain(text)
    expect(canonical(event?.data ?? null)).not.toContain(key.hash.slice(0, 8))
  })

  it('that could not be kept lets nobody in, and the record errs on that side', async () => {
    const failing: Keys = { ...keys, add: async () => Promise.reject(new Error('away')) }
    await expect(createKey(over({ keys: failing }), ASKED)).rejects.toThrow('away')
    expect((await recorded()).map(({ kind }) => kind)).toEqual(['access-key-created'])
    const unrecorded: Ledger = { ...ledger, append: async () => Promise.reject(new Error('away')) }
    await expect(createKey(over({ ledger: unrecorded }), ASKED)).rejects.toThrow('away')
    expect(await keys.all()).toEqual([])
  })
})

describe('a revoked key', () => {
  it('is recorded once, by whom it was revoked first', async () => {
    const { key } = await createKey(over(), ASKED)
    expect(await revokeKey(over(), key.id, 'cli:bob')).toMatchObject({ revokedBy: 'cli:bob' })
    expect(await revokeKey(over(), key.id, 'cli:eve')).toMatchObject({ revokedBy: 'cli:bob' })
    const [, event, ...others] = await recorded()
    expect(others).toEqual([])
    expect(event).toMatchObject({ kind: 'access-key-revoked', data: { key: key.id, actor: 'cli:bob' } })
  })

  it('ends also where nothing can be recorded, and doing it again records it', async () => {
    const { key } = await createKey(over(), ASKED)
    const unrecorded: Ledger = { ...ledger, append: async () => Promise.reject(new Error('away')) }
    await expect(revokeKey(over({ ledger: unrecorded }), key.id, 'cli:bob')).rejects.toThrow('away')
    expect((await keys.find(key.id))?.revokedAt).toBe(at(0))
    await revokeKey(over(), key.id, 'cli:eve')
    const events = await recorded()
    expect(events.map(({ by, kind }) => `${by} ${kind}`)).toEqual([
      'cli:ann access-key-created',
      'cli:bob access-key-revoked',
    ])
  })

  it('that never was is no key, and nothing is recorded', async () => {
    expect(await revokeKey(over(), 'AAAAAAAAAAAA', 'cli:bob')).toMatchObject({ code: 'NotFound' })
    expect(await recorded()).toEqual([])
  })
})

it('a key that somebody put into the table himself has no entry', async () => {
  expect(await recordedKeys(over())).toEqual(new Map())
  const made = [await createKey(over(), ASKED), await createKey(over(), ASKED)]
  await revokeKey(over(), made[0]?.key.id ?? '', 'cli:bob')
  await keys.add({ ...(made[0]?.key as KeyRecord), id: 'AAAAAAAAAAAA' })
  expect(await recordedKeys(over())).toEqual(new Map(made.map(({ key: { id } }, i) => [id, i + 1])))
})

it('people read in words who made and ended a key', async () => {
  const { key } = await createKey(over(), ASKED)
  await revokeKey(over(), key.id, 'cli:bob')
  const words = (await recorded()).map((event) => factOf(event, 'recorder/0'))
  expect(words).toEqual([
    `API key ${key.id} (grafana) was created by cli:ann: read.`,
    `API key ${key.id} (grafana) was revoked by cli:bob.`,
  ])
})
