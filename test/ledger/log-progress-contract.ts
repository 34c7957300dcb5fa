import { describe, expect, it } from 'vitest'
import type { Committed, LogProgress } from '../../lambdas/ledger/work/log-progress.ts'

/** What every implementation of the log's progress owes; `create` gives an empty one. */
export function describeLogProgress(implementation: string, create: () => Promise<LogProgress>): void {
  const committed = (size: bigint): Committed => ({
    before: size - 1n,
    size,
    root: 'ab'.repeat(32),
    steps: [{ ledger: 'prod/orders', from: Number(size), to: Number(size) }],
  })
  const signed = (size: bigint): Committed => ({ ...committed(size), key: 'log+0f1e2d3c+key' })
  const shard = (seq: number, name = '0') => ({ name, watermarks: new Map([['prod/orders', seq]]) })

  describe(`${implementation}: the contract of the log’s progress`, () => {
    it('has committed nothing where nothing was', async () => {
      const progress = await create()
      expect(await progress.read()).toEqual({ committed: undefined, version: 0 })
      expect(await progress.watermarks()).toEqual(new Map())
      expect(await progress.pending()).toEqual(new Map())
    })

    it('moves tree and watermarks together', async () => {
      const progress = await create()
      expect(await progress.commit(committed(1n), shard(1), 0)).toBe('committed')
      expect(await progress.read()).toEqual({ committed: committed(1n), version: 1 })
      expect(await progress.watermarks()).toEqual(new Map([['0', new Map([['prod/orders', 1]])]]))
    })

    it('keeps by which key a tree is signed, and none where none was said', async () => {
      const progress = await create()
      await progress.commit(signed(1n), shard(1), 0)
      expect((await progress.read()).committed).toStrictEqual(signed(1n))
      await progress.commit(committed(2n), shard(2), 1)
      expect((await progress.read()).committed).toStrictEqual(committed(2n))
    })

    it('lets nobody commit behind what he has not read, and moves no watermark then', async () => {
      const progress = await create()
      await progress.commit(committed(1n), shard(1), 0)
      expect(await progress.commit(committed(2n), shard(2), 0)).toBe('overtaken')
      expect(await progress.commit(committed(3n), shard(3), 2)).toBe('overtaken')
      expect((await progress.watermarks()).get('0')?.get('prod/orders')).toBe(1)
      expect(await progress.commit(committed(2n), shard(2), 1)).toBe('committed')
      expect(await progress.read()).toEqual({ committed: committed(2n), version: 2 })
    })

    it('lets one of many commit', async () => {
      const progress = await create()
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((seq) => progress.commit(committed(1n), shard(seq), 0)),
      )
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1)
    })

    it('keeps the watermarks of every shard', async () => {
      const progress = await create()
      const names = ['0', '1', '2', '3', '4']
      for (const [i, name] of names.entries())
        await progress.commit(committed(BigInt(i + 1)), shard(i + 4, name), i)
      const shards = await progress.watermarks()
      expect([...shards.keys()].toSorted()).toEqual(names)
      expect(shards.get('3')).toEqual(new Map([['prod/orders', 7]]))
    })

    it('holds 2,000 ledgers of a shard and a step of as many', async () => {
      const progress = await create()
      const ledgers = Array.from({ length: 2_000 }, (_, i) => `production/pipeline-number-${i}`)
      const watermarks = new Map(ledgers.map((ledger, i) => [ledger, 1_000_000 + i]))
      const steps = ledgers.map((ledger, i) => ({ ledger, from: i, to: 1_000_000 + i }))
      const next = { ...committed(2_000n), steps }
      expect(await progress.commit(next, { name: '0', watermarks }, 0)).toBe('committed')
      expect((await progress.read()).committed).toEqual(next)
      expect((await progress.watermarks()).get('0')).toEqual(watermarks)
    })

    it('knows every note, however many there are', async () => {
      const progress = await create()
      const notes = new Map([1, 2, 3, 4, 5, 6, 7].map((seq) => [`prod/pipeline-${seq}`, seq]))
      for (const [ledger, seq] of notes) await progress.notePending(ledger, seq)
      expect(await progress.pending()).toEqual(notes)
    })

    it('keeps a note of what is about to be appended until its watermark is there', async () => {
      const progress = await create()
      await progress.notePending('prod/orders', 5)
      await progress.notePending('prod/fraud', 2)
      await progress.settlePending('prod/orders', 4)
      expect(await progress.pending()).toEqual(
        new Map([
          ['prod/orders', 5],
          ['prod/fraud', 2],
        ]),
      )
      await progress.settlePending('prod/orders', 5)
      await progress.settlePending('prod/orders', 5)
      expect(await progress.pending()).toEqual(new Map([['prod/fraud', 2]]))
    })
  })
}
