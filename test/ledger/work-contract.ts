import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Announcement, announcementsOf } from '../../lambdas/domain/announcement.ts'
import type { Overview } from '../../lambdas/domain/overview.ts'
import type { AlertIndex, AlertRow } from '../../lambdas/ledger/alert-index.ts'
import type { Outbox } from '../../lambdas/ledger/outbox.ts'
import type { Overviews } from '../../lambdas/ledger/overviews.ts'
import { rowAt } from '../support/asking.ts'
import { following, havingSeen } from '../support/believing.ts'
import { at, checkpoint } from '../support/listings.ts'

/** What every implementation of the work table's three parts owes; `create` gives empty ones. */
export interface Work {
  readonly overviews: Overviews
  readonly alerts: AlertIndex
  readonly outbox: Outbox
}

export function describeWork(implementation: string, create: () => Promise<Work>): void {
  describe(`${implementation}: the contract of overviews`, () => {
    const overview = (shard: string, listed: number): Overview => ({
      shard,
      finishedAt: at(0),
      rows: [rowAt('prod/orders', 60, { listed })],
      matched: { prod: ['orders'] },
    })

    it('gives back what was written, and version 0 where nothing was', async () => {
      const { overviews } = await create()
      expect(await overviews.read('0')).toEqual({ overview: undefined, version: 0 })
      expect(await overviews.write(overview('0', 2), 0)).toBe('written')
      expect(await overviews.read('0')).toEqual({ overview: overview('0', 2), version: 1 })
    })

    it('lets nobody overwrite what he has not read', async () => {
      const { overviews } = await create()
      await overviews.write(overview('0', 1), 0)
      expect(await overviews.write(overview('0', 2), 0)).toBe('overtaken')
      expect(await overviews.write(overview('0', 3), 1)).toBe('written')
      expect((await overviews.read('0')).overview?.rows[0]?.listed).toBe(3)
    })

    it('shows all shards', async () => {
      const { overviews } = await create()
      for (const shard of ['0', '1']) await overviews.write(overview(shard, 1), 0)
      expect((await overviews.all()).map(({ shard }) => shard).toSorted()).toEqual(['0', '1'])
    })

    it('holds 2,000 pipelines of a shard', async () => {
      const { overviews } = await create()
      const rows = Array.from({ length: 2_000 }, (_, i) => rowAt(`prod/pipeline-${i}`, i))
      expect(await overviews.write({ ...overview('0', 0), rows }, 0)).toBe('written')
      expect((await overviews.read('0')).overview?.rows).toHaveLength(2_000)
    })

    it('refuses more than an item can hold, and keeps what was there', async () => {
      const { overviews } = await create()
      await overviews.write(overview('0', 1), 0)
      const large = { ...overview('0', 2), matched: { prod: [randomBytes(400_000).toString('base64')] } }
      await expect(overviews.write(large, 1)).rejects.toThrow('overview of shard 0: too large for one item')
      expect(await overviews.read('0')).toEqual({ overview: overview('0', 1), version: 1 })
    })
  })

  describe(`${implementation}: the contract of the alert index`, () => {
    const row = (id: string, seconds: number, state: AlertRow['state'] = 'firing'): AlertRow => ({
      id,
      kind: 'checkpoint-missing',
      severity: 'critical',
      state,
      ledger: 'prod/orders',
      uuid: null,
      raisedAt: at(seconds),
      acknowledgedAt: null,
      resolvedAt: null,
      actor: null,
      note: null,
      summary: '',
    })

    it('finds an alert by its id, and nothing by another', async () => {
      const { alerts } = await create()
      await alerts.record(row('a', 1))
      expect(await alerts.find('a')).toEqual(row('a', 1))
      expect(await alerts.find('b')).toBeUndefined()
    })

    it('never goes back to an earlier state, however late a delivery comes', async () => {
      const { alerts } = await create()
      for (const state of ['firing', 'resolved', 'acknowledged', 'firing'] as const) {
        await alerts.record(row('a', 1, state))
      }
      expect((await alerts.find('a'))?.state).toBe('resolved')
      expect((await alerts.list({ limit: 10 })).rows).toHaveLength(1)
    })

    it('lists newest first, by state where asked, every alert exactly once', async () => {
      const { alerts } = await create()
      for (let i = 0; i < 7; i += 1)
        await alerts.record(row(`id-${i}`, i, i % 2 === 0 ? 'firing' : 'resolved'))
      for (const [state, wanted] of [
        [undefined, [6, 5, 4, 3, 2, 1, 0]],
        ['firing', [6, 4, 2, 0]],
        ['resolved', [5, 3, 1]],
        ['acknowledged', []],
      ] as const) {
        const seen: string[] = []
        let after: Parameters<AlertIndex['list']>[0]['after']
        do {
          const query = {
            limit: 2,
            ...(state === undefined ? {} : { state }),
            ...(after === undefined ? {} : { after }),
          }
          const page = await alerts.list(query)
          seen.push(...page.rows.map(({ id }) => id))
          after = page.next ?? undefined
        } while (after !== undefined)
        expect(seen).toEqual(wanted.map((i) => `id-${i}`))
      }
    })
  })

  describe(`${implementation}: the contract of the outbox`, () => {
    const [first, second] = twoAnnouncements()

    it('knows of a run what was noted and how many there will be', async () => {
      const { outbox } = await create()
      expect([await outbox.expectedOf('run'), await outbox.ofRun('run')]).toEqual([undefined, []])
      await outbox.note(first, at(1))
      await outbox.expect('run', 2, at(2))
      expect(await outbox.expectedOf('run')).toBe(2)
      expect(await outbox.ofRun('run')).toEqual([first])
    })

    it('lists what is not sent, oldest first, once however often it is noted', async () => {
      const { outbox } = await create()
      await outbox.note(second, at(2))
      await outbox.note(first, at(1))
      await outbox.note(first, at(3))
      expect(await outbox.unsent()).toEqual([
        { announcement: first, notedAt: at(1) },
        { announcement: second, notedAt: at(2) },
      ])
    })

    it('takes what was sent off the list for ever, and keeps the receipt', async () => {
      const { outbox } = await create()
      await outbox.note(first, at(1))
      const receipt = { messageId: 'm-1', sentAt: at(2) }
      await outbox.sent(first, receipt)
      await outbox.note(first, at(3))
      expect(await outbox.unsent()).toEqual([])
      expect(await outbox.receipt(first.id)).toEqual(receipt)
      expect(await outbox.receipt(second.id)).toBeUndefined()
      expect(await outbox.ofRun('run')).toEqual([first])
    })

    it('gives a claim to one at a time, until it runs out or is done', async () => {
      const { outbox } = await create()
      expect(await outbox.claim(first.id, at(0), 60_000)).toBe('claimed')
      expect(await outbox.claim(first.id, at(59), 60_000)).toBe('busy')
      expect(await outbox.claim(first.id, at(60), 60_000)).toBe('claimed')
      await outbox.sent(first, { messageId: 'm-1', sentAt: at(61) })
      expect(await outbox.claim(first.id, at(999), 60_000)).toBe('sent')
    })

    it('gives a claim to exactly one of many', async () => {
      const { outbox } = await create()
      const claims = await Promise.all(Array.from({ length: 8 }, () => outbox.claim(first.id, at(0), 60_000)))
      expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1)
    })
  })
}

export function twoAnnouncements(): readonly [Announcement, Announcement] {
  const { head } = following(havingSeen(checkpoint(1), checkpoint(2)), [[]])
  const [first, second] = announcementsOf(head.entry)
  if (first === undefined || second === undefined) throw new Error('nothing to announce')
  return [first, second]
}
