import { describe, expect, it } from 'vitest'
import { acquaintance, recordedSince } from '../../lambdas/ledger/lives.ts'
import { at, checkpoint, uuid } from '../support/listings.ts'
import { ended, GAP, recorded, written } from './written.ts'

const [a, b, c, d] = [checkpoint(10), checkpoint(20), checkpoint(30), checkpoint(40)]
const untimed = checkpoint(0, { uuid: uuid('00000001-0000-4000-8000-000000000000') })

describe('what the ledger knows of a UUID that ended', () => {
  it.each([
    ['checkpoint-retired', 'retired'],
    ['checkpoint-missing', 'missing'],
    ['checkpoint-cleared', 'cleared'],
  ] as const)('is all that its last event says: %s', async (kind, as) => {
    const { ledger, head } = await written([GAP], [recorded(a), recorded(b)], [ended(kind, a, 2)], [GAP])
    expect(await acquaintance(ledger, head, a.uuid)).toEqual({
      ...a,
      firstSeenAt: at(7),
      recordedSeq: 2,
      ended: as,
      endedAt: at(120),
      endedSeq: 3,
    })
  })

  it('is known of the newest of all, too', async () => {
    const { ledger, head } = await written([recorded(a)], [ended('checkpoint-retired', a, 1)])
    expect((await acquaintance(ledger, head, a.uuid))?.endedSeq).toBe(2)
  })

  it('is nothing where it is listed, and nothing where it never was recorded', async () => {
    const { ledger, head } = await written([recorded(a), recorded(c)], [ended('checkpoint-retired', a, 1)])
    expect(await acquaintance(ledger, head, c.uuid)).toBeUndefined()
    expect(await acquaintance(ledger, head, b.uuid)).toBeUndefined()
    expect(await acquaintance(ledger, undefined, a.uuid)).toBeUndefined()
  })

  it('costs no read where the UUID is greater than all before it, or nothing was recorded yet', async () => {
    for (const told of [
      await written([recorded(b)]),
      // However many came late or without a time.
      await written([recorded(b)], [recorded(a)]),
      await written([recorded(untimed)]),
      await written([GAP]),
    ]) {
      expect(await acquaintance(told.ledger, told.head, c.uuid)).toBeUndefined()
      expect(told.asked()).toEqual([])
    }
  })

  it('is looked for where the UUID is not in that order: one without a time, or from the future', async () => {
    const ahead = checkpoint(30 * 86_400)
    const { ledger, head, asked } = await written(
      [recorded(b), recorded(untimed), recorded(ahead)],
      [untimed, ahead].map((one) => ended('checkpoint-missing', one, 1)),
    )
    expect((await acquaintance(ledger, head, untimed.uuid))?.endedSeq).toBe(2)
    expect((await acquaintance(ledger, head, ahead.uuid))?.endedSeq).toBe(2)
    expect(asked().length).toBeGreaterThan(0)
  })
})

describe('every UUID that was listed at a time or recorded since', () => {
  const story = () =>
    written(
      [recorded(a), recorded(b)],
      [ended('checkpoint-retired', a, 1), GAP],
      [recorded(c), GAP],
      [ended('checkpoint-retired', c, 3)],
      [recorded(d)],
    )

  it.each([
    [-1, [a, b, c, d]],
    [0, [a, b, c, d]],
    [59, [a, b, c, d]],
    [60, [b, c, d]],
    [179, [b, c, d]],
    [180, [b, d]],
    [240, [b, d]],
  ])('is found, at %i s', async (seconds, wanted) => {
    const { ledger, head } = await story()
    const found = await recordedSince(ledger, head, at(seconds))
    expect([...found].toSorted()).toEqual(wanted.map((one) => one.uuid))
  })

  it('is found however few entries a read gives, and no entry is read twice', async () => {
    const { ledger, head, asked } = await story()
    const short = {
      ...ledger,
      readBackward: (name: string, from: number) => ledger.readBackward(name, from, 3),
    }
    expect((await recordedSince(short, head, at(-1))).size).toBe(4)
    expect(asked()).toEqual(['back 5 3', 'back 2 3'])
    await recordedSince(short, head, at(180))
    expect(asked()).toEqual(['back 5 3'])
    const silent = { ...ledger, readBackward: async () => [] }
    expect((await recordedSince(silent, head, at(-1))).size).toBe(2)
  })

  it('is none where nothing was ever recorded', async () => {
    const { ledger, asked } = await story()
    expect(await recordedSince(ledger, undefined, at(0))).toEqual(new Set())
    expect(asked()).toEqual([])
  })
})
