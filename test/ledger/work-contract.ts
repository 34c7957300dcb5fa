import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { unixMs } from '../../lambdas/domain/instant.ts'
import type { Overview } from '../../lambdas/domain/overview.ts'
import { type Announcement, announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import type { Outbox } from '../../lambdas/ledger/outbox/outbox.ts'
import type { AlertIndex, AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import type { Overviews } from '../../lambdas/ledger/work/overviews.ts'
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
      configuration: null,
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
      const shards = ['0', '1', '2', '3', '4']
      for (const shard of shards) await overviews.write(overview(shard, 1), 0)
      expect((await overviews.all()).map(({ shard }) => shard).toSorted()).toEqual(shards)
      const read = await overviews.readAll()
      expect([...read.keys()].toSorted()).toEqual(shards)
      for (const shard of shards) expect(read.get(shard)).toEqual(await overviews.read(shard))
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

    it('records many at once, leaves out what it knows a later state of, and finds them all', async () => {
      const { alerts } = await create()
      const ids = Array.from({ length: 130 }, (_, i) => `id-${i}`)
      await alerts.record(row('id-7', 7, 'resolved'), row('id-99', 99, 'acknowledged'))
      await alerts.record(...ids.map((id, i) => row(id, i)))
      const found = await alerts.findAll([...ids, 'none'])
      expect([...found.keys()].toSorted()).toEqual(ids.toSorted())
      expect([...found.values()].filter(({ state }) => state !== 'firing').map(({ id }) => id)).toEqual([
        'id-7',
        'id-99',
      ])
      await alerts.record()
      expect(await alerts.findAll([])).toEqual(new Map())
    })

    it('notes what was reminded of while an alert fires, and changes nothing of one that does no longer', async () => {
      const { alerts } = await create()
      await alerts.record(row('a', 1), row('b', 2))
      await alerts.record(row('b', 2, 'acknowledged'))
      const reminded = { n: 1, dueAt: at(9) }
      await alerts.remind([
        { ...row('a', 1), reminded },
        { ...row('b', 2), reminded },
        { ...row('c', 3), reminded },
      ])
      expect(await alerts.find('a')).toEqual({ ...row('a', 1), reminded })
      expect(await alerts.find('b')).toEqual(row('b', 2, 'acknowledged'))
      expect(await alerts.find('c')).toBeUndefined()
      await alerts.record(row('a', 1))
      expect((await alerts.find('a'))?.reminded).toEqual(reminded)
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
      for (const i of [3, 0, 6, 1, 5, 2, 4])
        await alerts.record(row(`id-${i}`, i, i % 2 === 0 ? 'firing' : 'resolved'))
      for (const [state, limit, wanted] of [
        [undefined, 3, [6, 5, 4, 3, 2, 1, 0]],
        [undefined, 99, [6, 5, 4, 3, 2, 1, 0]],
        ['firing', 3, [6, 4, 2, 0]],
        ['resolved', 1, [5, 3, 1]],
        ['acknowledged', 1, []],
      ] as const) {
        const seen: string[] = []
        let after: Parameters<AlertIndex['list']>[0]['after']
        do {
          const query = {
            limit,
            ...(state === undefined ? {} : { state }),
            ...(after === undefined ? {} : { after }),
          }
          const page = await alerts.list(query)
          seen.push(...page.rows.map(({ id }) => id))
          expect(page.rows.length).toBeLessThanOrEqual(limit)
          // Where to go on is the last row that was read; behind a page that is not full there may be nothing.
          const last = page.rows.at(-1)
          if (page.next !== null) expect(page.next).toEqual({ raisedAt: last?.raisedAt, id: last?.id })
          after = page.next ?? undefined
        } while (after !== undefined)
        expect(seen).toEqual(wanted.map((i) => `id-${i}`))
      }
    })
  })

  describe(`${implementation}: the contract of the outbox`, () => {
    const [first, second] = twoAnnouncements()
    const view = { announcements: 2, sources: [{ source: 'prod', watched: 3, unobservable: 1 }] }
    const dueIn = async (outbox: Outbox) => (await outbox.unsent()).due

    it('knows of a run what was noted, and what its entry says of it', async () => {
      const { outbox } = await create()
      expect([await outbox.expectedOf('run'), await outbox.countOf('run')]).toEqual([undefined, 0])
      await outbox.note([first], at(1))
      await outbox.expect('run', view, at(2))
      expect(await outbox.expectedOf('run')).toEqual(view)
      expect(await outbox.countOf('run')).toBe(1)
      expect(await outbox.dueOf('run')).toEqual({
        due: [{ announcement: first, notedAt: at(1) }],
        unreadable: [],
      })
    })

    it('lists what is not sent, oldest first, once however often it is noted', async () => {
      const { outbox } = await create()
      await outbox.note([second], at(2))
      await outbox.note([first], at(1))
      await outbox.note([first, second], at(3))
      expect(await dueIn(outbox)).toEqual([
        { announcement: first, notedAt: at(1) },
        { announcement: second, notedAt: at(2) },
      ])
      expect(await outbox.countOf('run')).toBe(2)
    })

    it('tells nobody of what is noted as past, however often it is noted afterwards, and counts it', async () => {
      const { outbox } = await create()
      await outbox.notePast([first], at(1))
      await outbox.note([first, second], at(2))
      expect((await dueIn(outbox)).map(({ announcement }) => announcement.id)).toEqual([second.id])
      expect(await outbox.countOf('run')).toBe(2)
    })

    it('does not take back what is due already', async () => {
      const { outbox } = await create()
      await outbox.note([first], at(1))
      await outbox.notePast([first], at(2))
      expect(await dueIn(outbox)).toEqual([{ announcement: first, notedAt: at(1) }])
    })

    it('notes what is new beside what it knew', async () => {
      const { outbox } = await create()
      await outbox.note([first], at(1))
      await outbox.note([first, second], at(2))
      expect((await dueIn(outbox)).map(({ announcement }) => announcement.id)).toEqual([first.id, second.id])
    })

    it('keeps lanes apart: runs whose names begin alike, and what people did', async () => {
      const { outbox } = await create()
      const other = { ...second, run: 'run-2', id: `${second.id}/other` }
      const action = { ...second, run: null }
      await outbox.note([first, other, action], at(1))
      const ids = async (lane: string) =>
        (await outbox.dueOf(lane)).due.map(({ announcement }) => announcement.id)
      expect(await ids('run')).toEqual([first.id])
      expect(await ids('run-2')).toEqual([other.id])
      expect(await ids(action.id)).toEqual([action.id])
      expect(await outbox.countOf('run')).toBe(1)
    })

    it('takes what was sent off the list for ever, and keeps the receipts', async () => {
      const { outbox } = await create()
      await outbox.note([first, second], at(1))
      const receipt = { messageId: 'm-1', sentAt: at(2) }
      await outbox.sent('run', [first.id], receipt)
      await outbox.note([first], at(3))
      expect(await dueIn(outbox)).toEqual([{ announcement: second, notedAt: at(1) }])
      expect(await outbox.receipts([first.id, second.id])).toEqual(new Map([[first.id, receipt]]))
      expect(await outbox.countOf('run')).toBe(2)
    })

    it('notes, sends and remembers 250 announcements of a run, as it does one', async () => {
      const { outbox } = await create()
      const all = Array.from({ length: 250 }, (_, i) => ({
        ...first,
        id: `id-${String(i).padStart(3, '0')}`,
      }))
      const ids = all.map(({ id }) => id)
      await outbox.note(all.slice(0, 60), at(1))
      await outbox.note(all, at(2))
      expect(await outbox.countOf('run')).toBe(250)
      expect((await outbox.dueOf('run')).due.map(({ announcement }) => announcement.id).toSorted()).toEqual(
        ids,
      )
      await outbox.sent('run', ids, { messageId: 'm-1', sentAt: at(3) })
      expect(await outbox.unsent()).toEqual({ due: [], unreadable: [] })
      expect((await outbox.receipts(ids)).size).toBe(250)
    })

    it('gives a lane to one at a time, until the claim runs out or is given up', async () => {
      const { outbox } = await create()
      const claim = await outbox.claim('run', at(0), 60_000)
      expect(claim).toEqual({ untilMs: unixMs(at(60)), telling: null })
      expect(await outbox.claim('run', at(59), 60_000)).toBe('busy')
      expect(await outbox.claim('other', at(59), 60_000)).not.toBe('busy')
      const next = await outbox.claim('run', at(60), 60_000)
      expect(next).toEqual({ untilMs: unixMs(at(120)), telling: null })
      if (claim === 'busy' || next === 'busy') throw new Error('busy')
      await outbox.release('run', claim)
      expect(await outbox.claim('run', at(61), 60_000)).toBe('busy')
      await outbox.release('run', next)
      expect(await outbox.claim('run', at(61), 60_000)).not.toBe('busy')
    })

    it('gives a lane that a clock far ahead has claimed to the next who comes, and to one only', async () => {
      const { outbox } = await create()
      const ahead = await outbox.claim('run', at(86_400), 60_000)
      const next = await outbox.claim('run', at(0), 60_000)
      expect(next).toEqual({ untilMs: unixMs(at(60)), telling: null })
      expect(await outbox.claim('run', at(1), 60_000)).toBe('busy')
      if (ahead === 'busy') throw new Error('busy')
      const extension = { telling: null, at: at(86_401), leaseMs: 60_000 }
      expect(await outbox.extend('run', ahead, extension)).toBe('lost')
    })

    it('believes a claim that a clock as far ahead as its lease has made, and none from further ahead', async () => {
      const { outbox } = await create()
      await outbox.claim('near', at(60), 60_000)
      expect(await outbox.claim('near', at(0), 60_000)).toBe('busy')
      await outbox.claim('far', at(60.001), 60_000)
      expect(await outbox.claim('far', at(0), 60_000)).not.toBe('busy')
    })

    it('extends and gives up nothing in a lane that nobody holds', async () => {
      const { outbox } = await create()
      const claim = { untilMs: unixMs(at(60)), telling: null }
      expect(await outbox.extend('run', claim, { telling: null, at: at(1), leaseMs: 60_000 })).toBe('lost')
      await outbox.release('run', claim)
      expect(await outbox.claim('run', at(0), 60_000)).not.toBe('busy')
    })

    it('gives a lane to exactly one of many', async () => {
      const { outbox } = await create()
      const claims = await Promise.all(Array.from({ length: 8 }, () => outbox.claim('run', at(0), 60_000)))
      expect(claims.filter((claim) => claim !== 'busy')).toHaveLength(1)
    })

    it('extends a claim while it is held, and says where it was lost', async () => {
      const { outbox } = await create()
      const claim = await outbox.claim('run', at(0), 60_000)
      if (claim === 'busy') throw new Error('busy')
      const extended = await outbox.extend('run', claim, { telling: null, at: at(30), leaseMs: 60_000 })
      expect(extended).toEqual({ untilMs: unixMs(at(90)), telling: null })
      expect(await outbox.claim('run', at(60), 60_000)).toBe('busy')
      if (extended === 'lost') throw new Error('lost')
      expect(await outbox.claim('run', at(90), 60_000)).not.toBe('busy')
      expect(await outbox.extend('run', extended, { telling: null, at: at(91), leaseMs: 60_000 })).toBe(
        'lost',
      )
    })

    it('tells whoever takes a lane over what its holder was telling, and nobody what was given up', async () => {
      const { outbox } = await create()
      const telling = { message: first, members: [first.id, second.id] }
      const claim = await outbox.claim('run', at(0), 60_000)
      if (claim === 'busy') throw new Error('busy')
      await outbox.extend('run', claim, { telling, at: at(0), leaseMs: 60_000 })
      const next = await outbox.claim('run', at(60), 60_000)
      expect(next).toEqual({ untilMs: unixMs(at(120)), telling })
      if (next === 'busy') throw new Error('busy')
      const done = await outbox.extend('run', next, { telling: null, at: at(61), leaseMs: 60_000 })
      expect(done).toMatchObject({ telling: null })
      expect(await outbox.claim('run', at(121), 60_000)).toMatchObject({ telling: null })
    })

    it('knows of which messages the record says that they were refused', async () => {
      const { outbox } = await create()
      expect(await outbox.isRefusalNoted(first.id)).toBe(false)
      await outbox.noteRefused(first.id, at(1))
      await outbox.noteRefused(first.id, at(2))
      expect([await outbox.isRefusalNoted(first.id), await outbox.isRefusalNoted(second.id)]).toEqual([
        true,
        false,
      ])
    })

    it('knows which ways out took a message that another refused', async () => {
      const { outbox } = await create()
      expect(await outbox.taken(first.id)).toEqual(new Map())
      await outbox.noteTaken(first.id, new Map([['topic', 'm-1']]), at(1))
      const both = new Map([
        ['topic', 'm-1'],
        ['events', 'e-1'],
      ])
      await outbox.noteTaken(first.id, both, at(2))
      expect([await outbox.taken(first.id), await outbox.taken(second.id)]).toEqual([both, new Map()])
    })

    it('tells what is planned for many in one lane, whichever entry it comes from', async () => {
      const { outbox } = await create()
      const planned = [first, second]
        .map((one) => ({ ...one, run: null, plan: 'the-plan' }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      await outbox.note(planned, at(1))
      const { due } = await outbox.dueOf('the-plan')
      const told = due.map(({ announcement }) => announcement)
      expect(told.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(planned)
      await outbox.sent('the-plan', [first.id, second.id], { messageId: 'm', sentAt: at(2) })
      expect((await outbox.dueOf('the-plan')).due).toEqual([])
    })
  })
}

export function twoAnnouncements(): readonly [Announcement, Announcement] {
  const { head } = following(havingSeen(checkpoint(1), checkpoint(2)), [[]])
  const [first, second] = announcementsOf(head.entry)
  if (first === undefined || second === undefined) throw new Error('nothing to announce')
  return [first, second]
}
