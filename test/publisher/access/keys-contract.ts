import { beforeEach, describe, expect, it } from 'vitest'
import type { KeyRecord, Keys } from '../../../lambdas/publisher/access/keys.ts'
import { at } from '../../support/listings.ts'

export const KEY: KeyRecord = {
  id: 'AAAAAAAAAAA1',
  name: 'grafana',
  role: 'read',
  hash: 'ab'.repeat(32),
  createdAt: at(10),
  createdBy: 'cli:ann',
  expiresAt: null,
  revokedAt: null,
  revokedBy: null,
}
const OTHER: KeyRecord = { ...KEY, id: 'AAAAAAAAAAA0', role: 'operate', expiresAt: at(99) }

/** What every store of keys must do. */
export function describeKeys(name: string, empty: () => Promise<Keys>): void {
  describe(`keys in ${name}`, () => {
    let keys: Keys
    beforeEach(async () => {
      keys = await empty()
    })

    it('gives back what was added, and nothing of what was not', async () => {
      expect(await keys.find(KEY.id)).toBeUndefined()
      expect(await keys.add(KEY)).toBe('added')
      expect(await keys.add(OTHER)).toBe('added')
      expect(await keys.find(KEY.id)).toEqual(KEY)
      expect(await keys.find(OTHER.id)).toEqual(OTHER)
    })

    it('never gives one id to two keys', async () => {
      await keys.add(KEY)
      expect(await keys.add({ ...KEY, hash: 'cd'.repeat(32), role: 'operate' })).toBe('taken')
      expect(await keys.find(KEY.id)).toEqual(KEY)
    })

    it('keeps a revoked key with who revoked it first', async () => {
      await keys.add(KEY)
      const revoked = { ...KEY, revokedAt: at(20), revokedBy: 'cli:bob' }
      expect(await keys.revoke(KEY.id, at(20), 'cli:bob')).toEqual(revoked)
      expect(await keys.revoke(KEY.id, at(30), 'cli:eve')).toEqual(revoked)
      expect(await keys.find(KEY.id)).toEqual(revoked)
      expect(await keys.all()).toEqual([revoked])
    })

    it('revokes nothing that is not there, and makes nothing by it', async () => {
      expect(await keys.revoke(KEY.id, at(20), 'cli:bob')).toBeUndefined()
      expect(await keys.all()).toEqual([])
    })

    it('lists all in order of creation', async () => {
      const later = { ...OTHER, id: 'AAAAAAAAAAA2', createdAt: at(11) }
      for (const key of [later, KEY, OTHER]) await keys.add(key)
      expect(await keys.all()).toEqual([OTHER, KEY, later])
    })
  })
}
